//! How a letter looks: the same content as plain text and as HTML.

use domain::locale::Locale;
use std::fmt::Write;

/// What a letter says, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) subject: String,
    pub(super) before: Vec<String>,
    /// What the link is called, and where it leads.
    pub(super) link: Option<(String, String)>,
    pub(super) after: Vec<String>,
}

/// As plain text.
pub(super) fn text(content: &Content, site: &str) -> String {
    let link = content.link.as_ref().map(|(label, url)| format!("{label}:\n{url}"));
    let parts: Vec<&str> = content.before.iter().chain(&link).chain(&content.after).map(String::as_str).collect();
    format!("{}\n\n--\n{site}\n", parts.join("\n\n"))
}

/// As HTML, without anything that is loaded from elsewhere.
pub(super) fn html(content: &Content, site: &str, locale: Locale) -> String {
    let mut body = String::new();
    content.before.iter().for_each(|text| paragraph(&mut body, text));
    if let Some((label, url)) = &content.link {
        let (label, url) = (escaped(label), escaped(url));
        let style = "display:inline-block;padding:12px 20px;border-radius:8px;background:#b3261e;color:#ffffff;text-decoration:none";
        let _ = writeln!(body, "<p style=\"margin:0 0 16px\"><a href=\"{url}\" style=\"{style}\">{label}</a></p>");
        let _ = writeln!(body, "<p style=\"margin:0 0 16px;word-break:break-all\"><a href=\"{url}\" style=\"color:#b3261e\">{url}</a></p>");
    }
    content.after.iter().for_each(|text| paragraph(&mut body, text));
    let (lang, title, site) = (locale.name(), escaped(&content.subject), escaped(site));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title></head>\n<body style=\"margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1d1b20;background:#ffffff\">\n\
         <div style=\"max-width:560px;margin:0 auto\">\n{body}<p style=\"margin:32px 0 0;color:#6b6570;font-size:14px\">{site}</p>\n\
         </div>\n</body>\n</html>\n"
    )
}

fn paragraph(body: &mut String, text: &str) {
    let _ = writeln!(body, "<p style=\"margin:0 0 16px\">{}</p>", escaped(text));
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_letter_tells_of_stays_text() {
        let content = Content {
            subject: "<b>".into(),
            before: vec!["Su método <script>alert('x')</script> & \"más\"".into()],
            link: Some(("Confirmar".into(), "https://v.example/verify-email?token=a\"b".into())),
            after: vec!["Adiós".into()],
        };
        let html = html(&content, "v.example", Locale::Spanish);
        assert!(html.contains("<html lang=\"es\">") && html.contains("<title>&lt;b&gt;</title>"));
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;más&quot;") && !html.contains("<script"));
        assert!(html.contains("href=\"https://v.example/verify-email?token=a&quot;b\""));
        let text = text(&content, "v.example");
        assert!(
            text.contains("<script>alert('x')</script>")
                && text.contains("Confirmar:\nhttps://v.example/verify-email?token=a\"b\n\nAdiós\n\n--\n")
        );
    }
}
