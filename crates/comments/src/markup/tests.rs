use super::*;
use proptest::prelude::*;

fn html(body: &str) -> String {
    render(body, |key| (key == "ana").then(|| "Ana_Nueva".to_owned()))
}

#[test]
fn the_subset_comes_out() {
    for (body, wanted) in [
        ("hola", "<p>hola</p>"),
        ("*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("```\n@ana 1:23\n```", "<pre><code>@ana 1:23\n</code></pre>"),
        ("[a](https://x.example/?a=1&b=2)", "<p><a href=\"https://x.example/?a=1&amp;b=2\" rel=\"nofollow ugc noopener\">a</a></p>"),
        (
            "https://x.example/a_b_c.",
            "<p><a href=\"https://x.example/a_b_c\" rel=\"nofollow ugc noopener\">https://x.example/a_b_c</a>.</p>",
        ),
        ("@ANA y @bea a 1:23", "<p><a href=\"/@Ana_Nueva\">@Ana_Nueva</a> y @bea a <a href=\"?t=83\">1:23</a></p>"),
    ] {
        assert_eq!(html(body), wanted, "{body}");
    }
}

#[test]
fn everything_else_is_text() {
    for (body, wanted) in [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("# a", "<p>a</p>"),
        ("---", "<p>* * *</p>"),
        ("[a](javascript:alert)", "<p>a</p>"),
        ("[a](/watch)", "<p>a</p>"),
        ("![b](https://x.example/p.png)", "<p><a href=\"https://x.example/p.png\" rel=\"nofollow ugc noopener\">b</a></p>"),
        (
            "[@ana 1:23 ![x](https://b.example)](https://a.example)",
            "<p><a href=\"https://a.example\" rel=\"nofollow ugc noopener\">@ana 1:23 x</a></p>",
        ),
        ("\" ' & &lt;", "<p>&quot; &#39; &amp; &lt;</p>"),
    ] {
        assert_eq!(html(body), wanted, "{body}");
    }
}

#[test]
fn deep_nests_are_shallow() {
    let deep = html(&format!("{}a", "> ".repeat(2_000)));
    assert_eq!(deep.matches("<blockquote>").count(), 6, "{deep}");
    assert_eq!(deep.matches("</blockquote>").count(), 6);
    let lists = html(&format!("{}a", "- ".repeat(500)));
    assert_eq!((lists.matches("<ul>").count(), lists.matches("</ul>").count()), (6, 6), "{lists}");
}

#[test]
fn readers_see_mentions_links_and_words() {
    let reading = read("**¡Hóla,** @Ana! `@bea` [x](javascript:1) https://a.example <b>c</b>\n\ny @ana");
    assert_eq!(reading.mentions.iter().collect::<Vec<_>>(), ["ana"]);
    assert_eq!(reading.links, 2);
    let held = |phrases: &[&str]| reading.says_any(&phrases.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert!(held(&["hola ana"]) && held(&["HÓLA"]));
    assert!(!held(&["ol"]) && !held(&["", " "]) && !held(&[]));
    assert!(read("F·R·E·E m**on**ey").says_any(&["money".to_owned()]));
    let many = (0..100).map(|n| format!("@user{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(read(&many).mentions.len(), MAX_MENTIONS);
}

/// Every `<` of the output begins one of our own tags, and every tag that opens closes in order.
fn sound(html: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').ok_or_else(|| format!("a tag without an end: {part}"))?;
        let name = tag.split(' ').next().unwrap_or_default();
        match name {
            "br" => {}
            "p" | "em" | "strong" | "code" | "pre" | "blockquote" | "ul" | "ol" | "li" => open.push(name.to_owned()),
            "a" => {
                let href = tag.strip_prefix("a href=\"").and_then(|rest| rest.split_once('"')).ok_or_else(|| tag.to_owned())?;
                let rest_is_ours = matches!(href.1, "" | " rel=\"nofollow ugc noopener\"");
                let lower = href.0.to_lowercase();
                let leads_well = ["http://", "https://", "?t=", "/@"].iter().any(|start| lower.starts_with(start));
                if !rest_is_ours || !leads_well {
                    return Err(tag.to_owned());
                }
                open.push(name.to_owned());
            }
            closing if open.pop().as_deref() == closing.strip_prefix('/') && closing.starts_with('/') => {}
            other => return Err(format!("{other} in {html}")),
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("{open:?} stay open in {html}")) }
}

proptest! {
    #[test]
    fn whatever_is_written_is_safe(body in ".{0,200}") {
        prop_assert_eq!(sound(&html(&body)), Ok(()));
        read(&body);
    }

    #[test]
    fn whatever_looks_like_markup_is_safe(parts in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "\"", "'", "&", "*", "**", "_", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "# ", "![", "[", "]", "](", ")", "(",
        "https://a.example/", "javascript:", "data:text/html,", "@ana", " ", "1:23", "<a href=", "<script>", "<!--", "-->", "<![CDATA[", "\\",
        "[x]: https://b.example\n", "<https://c.example>", "\t", "    ", "&#x3c;", "&lt;", "\u{0}",
    ]), 0..40)) {
        let body = parts.concat();
        prop_assert_eq!(sound(&html(&body)), Ok(()), "{}", body);
        read(&body);
    }
}
