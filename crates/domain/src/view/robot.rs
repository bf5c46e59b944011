//! Programs that read the web for others.

/// Words by which crawlers and makers of previews name themselves in `User-Agent`, in lower case. What a person runs
/// by hand is none of them.
const WORDS: [&str; 12] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "facebookexternalhit",
    "mediapartners",
    "embedly",
    "preview",
    "feedfetcher",
    "monitor",
    "lighthouse",
];
/// Names of telephones and of their browsers that hold one of the words.
const PEOPLE: [&str; 1] = ["cubot"];

/// Whether a client says of itself that it is no person's.
pub fn is_robot(user_agent: &str) -> bool {
    let agent = PEOPLE.iter().fold(user_agent.to_lowercase(), |agent, name| agent.replace(name, ""));
    WORDS.iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_name_themselves_and_people_do_not() {
        for robot in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "TelegramBot (like TwitterBot)",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "UptimeRobot/2.0",
        ] {
            assert!(is_robot(robot), "{robot}");
        }
        for person in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "okhttp/5.1.0",
            "curl/8.9.1",
            "",
        ] {
            assert!(!is_robot(person), "{person}");
        }
    }
}
