//! Places in an order: between any two there is always another, so a move writes the row that moves and no other.

/// Ranks longer than this, in bytes, are no good for an index; see [`Rank::is_long`].
const LONG: usize = 256;
/// The place of the first of a list: in the middle, since things come before and after it.
const MIDDLE: u32 = 1 << 31;
/// How far apart things lie that are put at an end: room for as many of them as a list can have, and between any two.
const STEP: u32 = 1 << 16;

/// A place in an order, compared byte by byte: the digits of a fraction, to the base 256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(Vec<u8>);

impl Rank {
    /// From a stored row.
    pub fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A place after `before` and before `after`; without one of them, at that end.
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Self {
        let at_end = match (before, after) {
            (None, None) => Some(MIDDLE),
            (Some(last), None) => last.start().checked_add(STEP),
            // The place zero would leave no room before it.
            (None, Some(first)) => first.start().checked_sub(STEP).filter(|place| *place > 0),
            (Some(_), Some(_)) => None,
        };
        match at_end {
            Some(place) => Self(place.to_be_bytes().to_vec()),
            None => Self(halfway(before.map_or(&[], Self::bytes), after.map(Self::bytes))),
        }
    }

    /// Places for so many things anew, as they would have been put there one after the other.
    pub fn spread(count: usize) -> impl Iterator<Item = Self> {
        let places = std::iter::successors(Some(Self::between(None, None)), |last| Some(Self::between(Some(last), None)));
        places.take(count)
    }

    /// Whether this came from thousands of moves into one gap, so that the list is better spread anew.
    pub fn is_long(&self) -> bool {
        self.0.len() > LONG
    }

    fn start(&self) -> u32 {
        let mut first = [0; 4];
        for (to, from) in first.iter_mut().zip(&self.0) {
            *to = *from;
        }
        u32::from_be_bytes(first)
    }
}

/// The digits of a fraction between two others, as few as there can be; the first must be the smaller.
fn halfway(low: &[u8], high: Option<&[u8]>) -> Vec<u8> {
    let mut digits = Vec::new();
    let mut bound = high;
    for place in 0.. {
        let digit = |of: &[u8]| u16::from(of.get(place).copied().unwrap_or(0));
        let (from, to) = (digit(low), bound.map_or(256, digit));
        let middle = from.midpoint(to);
        if to > from + 1 {
            digits.extend(u8::try_from(middle));
            break;
        }
        digits.extend(u8::try_from(from));
        if to > from {
            // From here on anything above the rest of `low` is below `high`.
            bound = None;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A list whose things are moved about as the numbers say.
    fn moved(moves: &[(usize, usize)], count: usize) -> Vec<Rank> {
        let mut ranks: Vec<Rank> = Rank::spread(count).collect();
        for (from, to) in moves {
            ranks.remove(from % ranks.len());
            let to = to % (ranks.len() + 1);
            let before = to.checked_sub(1).and_then(|i| ranks.get(i));
            let new = Rank::between(before, ranks.get(to));
            ranks.insert(to, new);
        }
        ranks
    }

    proptest! {
        #[test]
        fn any_moves_keep_the_order(moves in prop::collection::vec((0_usize..9, 0_usize..9), 0..200)) {
            let ranks = moved(&moves, 8);
            prop_assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{ranks:?}");
        }
    }

    #[test]
    fn two_thousand_moves_into_one_gap_keep_order_and_stay_short() {
        // Always the last to the second place, always the second to the last but one, and back and forth.
        let alternate: Vec<(usize, usize)> = (0..2000).map(|n| if n % 2 == 0 { (7, 1) } else { (2, 1) }).collect();
        for moves in [vec![(7, 1); 2000], vec![(1, 6); 2000], vec![(7, 0); 2000], vec![(0, 7); 2000], alternate] {
            let ranks = moved(&moves, 8);
            assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(ranks.iter().all(|rank| !rank.is_long()), "{}", ranks.iter().map(|rank| rank.0.len()).max().unwrap());
        }
    }

    #[test]
    fn things_at_the_ends_have_short_places_however_many() {
        let mut ranks: Vec<Rank> = Rank::spread(5000).collect();
        for _ in 0..5000 {
            ranks.insert(0, Rank::between(None, ranks.first()));
        }
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ranks.iter().all(|rank| rank.0.len() == 4));
    }

    #[test]
    fn there_is_room_beyond_the_last_number() {
        let mut last = Rank(vec![255, 255, 255, 255]);
        for _ in 0..100 {
            let next = Rank::between(Some(&last), None);
            assert!(next > last);
            last = next;
        }
        let mut first = Rank(vec![0, 0, 0, 1]);
        for _ in 0..100 {
            let next = Rank::between(None, Some(&first));
            assert!(next < first);
            first = next;
        }
    }
}
