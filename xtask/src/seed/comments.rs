//! What people say under the videos of an invented site.

use super::rows::{BEGIN, Dice, Site, language, uuid};

/// The columns of [`Site::thread`].
pub(super) const COMMENT: &str =
    "id, video_id, author_id, parent_id, depth, body, state, created_at, visible_at, likes, dislikes, replies, score, listed";

/// Replies are no deeper than the server takes them by default.
const DEPTH: u8 = 4;
/// People talk about a video for a month.
const TALK: u64 = 30 * 86_400_000;

/// A comment's place under its video.
#[derive(Clone, Copy, Default)]
struct Place {
    /// What it replies to, counted from the video's first comment.
    parent: Option<usize>,
    depth: u8,
    replies: u32,
}

impl Site {
    /// The rows of all comments of a video, each after what it replies to.
    pub(super) fn thread(&self, number: u32) -> impl Iterator<Item = String> {
        let range = self.talk(number);
        let places = places(range.start, range.len());
        let (video, published) = (self.id(number), self.published(number));
        let pause = TALK / u64::try_from(range.len()).unwrap_or(u64::MAX).max(1);
        let id = move |place: usize| {
            let at = published + pause * u64::try_from(place + 1).unwrap_or_default();
            (at, uuid(at, 3, range.start.saturating_add(u32::try_from(place).unwrap_or_default())))
        };
        let accounts = self.accounts();
        places.into_iter().zip(self.talk(number)).enumerate().map(move |(index, (place, number))| {
            let mut dice = Dice::new(4, number);
            let language = language(&mut dice);
            let body = format!("{} {}", dice.pick(language.remarks), dice.skewed(language.subjects));
            let (author, (at, own)) = (uuid(BEGIN, 1, dice.skew(accounts)), id(index));
            let parent = place.parent.map_or_else(|| "\\N".to_owned(), |parent| id(parent).1);
            let likes = 300 / (1 + dice.below(1000));
            let dislikes = likes / 20;
            let (depth, replies, score) = (place.depth, place.replies, likes - dislikes);
            format!("{own}\t{video}\t{author}\t{parent}\t{depth}\t{body}\tvisible\t{at}\t{at}\t{likes}\t{dislikes}\t{replies}\t{score}\tt")
        })
    }
}

/// Two in five reply to another, most of them to what was said first.
fn places(first: u32, count: usize) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(count);
    for (index, number) in (0..count).zip(first..) {
        let mut dice = Dice::new(5, number);
        let replies = index > 0 && dice.below(5) < 2;
        let early = 1 + dice.skew(u32::try_from(index).unwrap_or(u32::MAX));
        let parent = if replies { usize::try_from(dice.skew(early)).ok() } else { None };
        let mut place = Place::default();
        if let Some(parent) = parent
            && let Some(above) = places.get_mut(parent).filter(|above| above.depth < DEPTH)
        {
            above.replies += 1;
            place = Place { parent: Some(parent), depth: above.depth + 1, replies: 0 };
        }
        places.push(place);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_comment_is_counted_where_it_stands() {
        let site = Site::new(200, 5_000);
        let mut all = 0;
        for number in 0..200 {
            let rows: Vec<Vec<String>> = site.thread(number).map(|row| row.split('\t').map(str::to_owned).collect()).collect();
            let video = site.video(number);
            assert_eq!(video.rsplit('\t').next().unwrap(), rows.len().to_string(), "the video counts its comments");
            let mut seen: BTreeMap<String, (usize, usize)> = BTreeMap::new();
            for row in &rows {
                assert_eq!(row.len(), COMMENT.split(',').count());
                assert!(video.starts_with(&row[1]));
                let depth = match row[3].as_str() {
                    "\\N" => 0,
                    parent => {
                        let (above, replies) = seen.get_mut(parent).expect("a reply comes after what it replies to");
                        *replies += 1;
                        *above + 1
                    }
                };
                assert_eq!(row[4], depth.to_string());
                assert!(depth <= usize::from(DEPTH));
                assert!(seen.insert(row[0].clone(), (depth, 0)).is_none(), "ids of their own");
            }
            assert!(rows.iter().all(|row| row[11] == seen[&row[0]].1.to_string()), "a comment counts its replies");
            assert!(rows.is_sorted_by(|one, next| one[0] < next[0]), "ids in the order of time");
            all += rows.len();
        }
        assert_eq!(all, 5_000);
    }

    #[test]
    fn few_videos_have_most_of_the_comments() {
        let site = Site::new(1_000, 100_000);
        let mut counts: Vec<usize> = (0..1_000).map(|number| site.talk(number).len()).collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        assert!(counts[..50].iter().sum::<usize>() > 30_000 && counts[999] < 60, "{counts:?}");
    }
}
