//! Language codes as files carry them, and the BCP 47 tags that playlists want.

use std::borrow::Cow;

/// ISO 639-2 codes (both forms where there are two) and the two-letter codes that BCP 47 prefers.
const TWO_LETTERS: &str = "\
aar:aa abk:ab afr:af aka:ak alb:sq sqi:sq amh:am ara:ar arg:an arm:hy hye:hy asm:as ava:av ave:ae aym:ay aze:az bak:ba bam:bm \
baq:eu eus:eu bel:be ben:bn bih:bh bis:bi bos:bs bre:br bul:bg bur:my mya:my cat:ca cha:ch che:ce chi:zh zho:zh chu:cu chv:cv \
cor:kw cos:co cre:cr cze:cs ces:cs dan:da div:dv dut:nl nld:nl dzo:dz eng:en epo:eo est:et ewe:ee fao:fo fij:fj fin:fi fre:fr \
fra:fr fry:fy ful:ff geo:ka kat:ka ger:de deu:de gla:gd gle:ga glg:gl glv:gv gre:el ell:el grn:gn guj:gu hat:ht hau:ha heb:he \
her:hz hin:hi hmo:ho hrv:hr hun:hu ibo:ig ice:is isl:is ido:io iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik ita:it jav:jv jpn:ja \
kal:kl kan:kn kas:ks kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lim:li \
lin:ln lit:lt ltz:lb lub:lu lug:lg mac:mk mkd:mk mah:mh mal:ml mao:mi mri:mi mar:mr may:ms msa:ms mlg:mg mlt:mt mon:mn nau:na \
nav:nv nbl:nr nde:nd ndo:ng nep:ne nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa per:fa fas:fa pli:pi \
pol:pl por:pt pus:ps que:qu roh:rm rum:ro ron:ro run:rn rus:ru sag:sg san:sa sin:si slo:sk slk:sk slv:sl sme:se smo:sm sna:sn \
snd:sd som:so sot:st spa:es srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tib:bo \
bod:bo tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve vie:vi vol:vo wel:cy cym:cy wln:wa \
wol:wo xho:xh yid:yi yor:yo zha:za zul:zu";

/// Longest tag that is taken on.
const MAX_LENGTH: usize = 35;

/// The BCP 47 tag for an ISO 639 code or a tag: `spa` is `es`, `pt-BR` stays. `None` for what says
/// nothing (`und`, `mis`, `mul`, `zxx`) or is no tag.
pub fn tag(code: &str) -> Option<Cow<'_, str>> {
    let well_formed = code.len() <= MAX_LENGTH
        && code.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    let (primary, rest) = code.split_at(code.find('-').unwrap_or(code.len()));
    if !well_formed || primary.len() < 2 || matches!(primary.to_ascii_lowercase().as_str(), "und" | "mis" | "mul" | "zxx") {
        return None;
    }
    let short = TWO_LETTERS.split(' ').filter_map(|pair| pair.split_once(':')).find(|(long, _)| primary.eq_ignore_ascii_case(long));
    Some(short.map_or(Cow::Borrowed(code), |(_, short)| Cow::Owned(format!("{short}{rest}"))))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn files_carry_three_letters_and_players_want_two() {
        for (code, expected) in [
            ("spa", "es"),
            ("ENG", "en"),
            ("ger", "de"),
            ("deu", "de"),
            ("pt-BR", "pt-BR"),
            ("por-BR", "pt-BR"),
            ("es", "es"),
            ("ast", "ast"),
        ] {
            assert_eq!(tag(code).as_deref(), Some(expected), "{code}");
        }
        for nothing in ["", "und", "mul", "x", "español", "a\"b", "en_US", "-", "en-", &"abc-".repeat(20)] {
            assert_eq!(tag(nothing), None, "{nothing}");
        }
    }
}
