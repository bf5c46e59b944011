//! Rows in the text form of `COPY`. Every row follows from its number, so a site can be made in any order.

use std::ops::Range;

use super::words::{ENGLISH, Language, NAMES, SPANISH, SURNAMES};

/// The columns of [`account`].
pub(super) const ACCOUNT: &str =
    "id, email, email_key, handle, handle_key, display_name, role, password_changed_at, locale, created_at, updated_at";
/// The columns of [`Site::video`].
pub(super) const VIDEO: &str = "id, owner_id, title, description, language, visibility, state, playable, kind, duration_ms, width, height, \
    has_poster, has_preview, published_at, created_at, updated_at, version, views, likes, dislikes, comments";

/// The first video was published then: 1 January 2020, in milliseconds.
pub(super) const BEGIN: u64 = 1_577_836_800_000;
/// All of it happens within five years, however many videos there are.
const SPAN: u64 = 5 * 365 * 86_400_000;

/// An invented site.
pub(super) struct Site {
    videos: u32,
    /// How many comments stand under the videos up to each.
    comments: Vec<u32>,
}

impl Site {
    pub(super) fn new(videos: u32, comments: u32) -> Self {
        let mut site = Self { videos, comments: Vec::new() };
        let shares: Vec<u64> = (0..videos).map(|number| talk_of(site.rank(number))).collect();
        let whole = shares.iter().sum::<u64>().max(1);
        let upto = shares.iter().scan(0, |upto, share| {
            *upto += share;
            u32::try_from(*upto * u64::from(comments) / whole).ok()
        });
        site.comments = upto.collect();
        site
    }

    /// The numbers of a video's comments.
    pub(super) fn talk(&self, number: u32) -> Range<u32> {
        let upto = |number: Option<u32>| number.and_then(|number| self.comments.get(number as usize)).copied().unwrap_or_default();
        upto(number.checked_sub(1))..upto(Some(number))
    }

    /// A few are watched by everybody, most by hardly anybody: how many are watched more.
    fn rank(&self, number: u32) -> u32 {
        Dice::new(3, number).below(self.videos)
    }

    /// One in fifty has something to show.
    pub(super) fn accounts(&self) -> u32 {
        self.videos / 50 + 1
    }

    pub(super) fn video(&self, number: u32) -> String {
        let mut dice = Dice::new(2, number);
        let language = language(&mut dice);
        let (opening, subject, place) = (dice.pick(language.openings), dice.skewed(language.subjects), dice.pick(language.places));
        let (id, owner) = (self.id(number), uuid(BEGIN, 1, dice.skew(self.accounts())));
        let views = self.watched(number);
        let (likes, dislikes) = (views / 25, views / 700);
        let (at, code, duration, comments) =
            (self.published(number), language.code, 15_000 + dice.skew(3_600_000), self.talk(number).len());
        let (name, told) = (rare(&mut dice, language), (0..8).map(|_| rare(&mut dice, language)).collect::<Vec<_>>().join(" "));
        format!(
            "{id}\t{owner}\t{opening} {subject} {place}: {name}\t{subject}, {place}. {opening} {subject}. {told}.\t{code}\tpublic\tready\tt\tvideo\t{duration}\
             \t1920\t1080\tf\tf\t{at}\t{at}\t{at}\t1\t{views}\t{likes}\t{dislikes}\t{comments}"
        )
    }

    /// How often a video was watched, all of it within the hour of its publication.
    pub(super) fn views(&self, number: u32) -> String {
        let (id, at, views) = (self.id(number), self.published(number), self.watched(number));
        format!("{id}\t{}\t{views}\t{}", at - at % 3_600_000, views * 60_000)
    }

    fn watched(&self, number: u32) -> u64 {
        2_000_000 / (1 + u64::from(self.rank(number)))
    }

    /// The subject and the place, folded as tags are.
    pub(super) fn tags(&self, number: u32) -> [String; 2] {
        let mut dice = Dice::new(2, number);
        let language = language(&mut dice);
        let (_, subject, place) = (dice.pick(language.openings), dice.skewed(language.subjects), dice.pick(language.places));
        let id = self.id(number);
        [format!("{id}\t{subject}"), format!("{id}\t{}", place.to_lowercase())]
    }

    pub(super) fn published(&self, number: u32) -> u64 {
        BEGIN + SPAN / u64::from(self.videos.max(1)) * u64::from(number)
    }

    pub(super) fn id(&self, number: u32) -> String {
        uuid(self.published(number), 2, number)
    }
}

/// How much is said under a video: the most watched has about thirty thousand times as much as the million-th, since
/// people who watch hardly anything else say something too.
fn talk_of(rank: u32) -> u64 {
    let rank = u64::from(rank) + 1;
    1_000_000 / (rank * rank.isqrt()).isqrt()
}

/// An account that nobody can sign in to.
pub(super) fn account(number: u32) -> String {
    let mut dice = Dice::new(1, number);
    let (name, surname) = (dice.pick(&NAMES), dice.pick(&SURNAMES));
    let (id, handle) = (uuid(BEGIN, 1, number), format!("user_{number}"));
    let email = format!("{handle}@seed.example.org");
    format!("{id}\t{email}\t{email}\t{handle}\t{handle}\t{name} {surname}\tcreator\t{BEGIN}\tes\t{BEGIN}\t{BEGIN}")
}

pub(super) fn language(dice: &mut Dice) -> &'static Language {
    if dice.below(5) < 3 { &SPANISH } else { &ENGLISH }
}

/// One of some ten thousand words of a language that don't exist, the first of which are common.
fn rare(dice: &mut Dice, language: &Language) -> String {
    let base = u32::try_from(language.syllables.len()).unwrap_or(1);
    let most = 1 + dice.skew(base * base * base);
    let mut number = dice.skew(most);
    let mut word = String::new();
    for _ in 0..3 {
        word += language.syllables.get((number % base) as usize).copied().unwrap_or_default();
        number /= base;
    }
    word
}

/// A UUIDv7 of an instant, of a kind of thing and its number.
pub(super) fn uuid(at: u64, kind: u16, number: u32) -> String {
    format!("{:08x}-{:04x}-7{kind:03x}-8000-{number:012x}", at >> 16, at & 0xffff)
}

/// Chance that is the same every time (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(kind: u64, number: u32) -> Self {
        Self(kind << 32 | u64::from(number))
    }

    /// A number below `end`, each as likely.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ mixed >> 31) % u64::from(end.max(1))).unwrap_or_default()
    }

    /// A number below `end`, small ones far more often.
    pub(super) fn skew(&mut self, end: u32) -> u32 {
        let most = self.below(end) + 1;
        self.below(most)
    }

    pub(super) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.below(u32::try_from(words.len()).unwrap_or(1)) as usize).copied().unwrap_or_default()
    }

    pub(super) fn skewed<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words.get(self.skew(u32::try_from(words.len()).unwrap_or(1)) as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rows_have_a_field_for_each_column_and_ids_of_their_own() {
        let site = Site::new(500, 0);
        let fields = |columns: &str| columns.split(',').count();
        assert!((0..site.accounts()).all(|n| account(n).split('\t').count() == fields(ACCOUNT)));
        assert!((0..500).all(|n| site.video(n).split('\t').count() == fields(VIDEO)));
        let ids: BTreeSet<String> = (0..500).filter_map(|n| site.video(n).split('\t').next().map(str::to_owned)).collect();
        assert_eq!(ids.len(), 500);
        assert!(ids.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'7'));
    }

    #[test]
    fn every_owner_is_an_account() {
        let site = Site::new(500, 0);
        let accounts: BTreeSet<String> = (0..site.accounts()).map(|n| account(n)[..36].to_owned()).collect();
        assert!((0..500).all(|n| accounts.contains(site.video(n).split('\t').nth(1).unwrap())));
    }

    #[test]
    fn a_tag_is_a_word_of_its_title() {
        let site = Site::new(50, 0);
        assert!((0..50).all(|n| site.tags(n).iter().all(|tag| {
            let (id, word) = tag.split_once('\t').unwrap();
            let video = site.video(n);
            video.starts_with(id) && video.to_lowercase().contains(word)
        })));
    }
}
