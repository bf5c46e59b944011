//! The words of remarks on a source file; English is the domain's own.

use super::Language;
use domain::processing::{Remark, SourceNote};

/// Puts a note into the wanted language, where its remark is known.
pub fn localize(note: &mut SourceNote, language: Language) {
    if let (Language::Spanish, Some(remark)) = (language, &note.remark) {
        note.detail = spanish(remark);
    }
}

fn spanish(remark: &Remark) -> String {
    match remark {
        Remark::HighBitDepth { bits, codec } => format!("{} de {bits} bits", codec.to_uppercase()),
        Remark::Hdr { curve } => format!("alto rango dinámico ({curve})"),
        Remark::VariableFrameRate { rate } => format!("frecuencia de imagen variable, {} por segundo de media", comma(rate)),
        Remark::HighFrameRate { rate } => format!("{} imágenes por segundo", comma(rate)),
        Remark::Interlaced => "entrelazado".to_owned(),
        Remark::Rotated { degrees } => format!("se muestra girado {degrees} grados"),
        Remark::FullRange => "colores de rango completo".to_owned(),
        Remark::OddSize { width, height } => format!("tamaño impar {width}x{height}"),
        Remark::LatePicture { milliseconds } => {
            format!("la primera imagen llega {milliseconds} ms después del sonido (lista de edición o corte)")
        }
        Remark::NoSound => "sin sonido".to_owned(),
        Remark::SeveralAudioTracks { count } => format!("{count} pistas de audio"),
        Remark::Surround { channels } => format!("{channels} canales, mezclados a estéreo"),
        Remark::AudioUndecodable { track } => format!("la pista de audio {track} no se puede decodificar y se omite"),
        Remark::TrackLeftOut { kind, track, codec } => {
            format!("códec no admitido: pista {track} de {} ({codec})", spanish_kind(kind))
        }
        Remark::TracksLeftOut { count } => format!("{count} pistas de audio más de las que se examinan"),
        Remark::EndsEarly { seconds } => format!("termina {seconds} s antes de lo que indica su cabecera"),
        Remark::ClockRestarts => "los tiempos del archivo se reinician o saltan; se han hecho continuos".to_owned(),
    }
}

fn spanish_kind(kind: &str) -> &str {
    match kind {
        "video" => "vídeo",
        "subtitle" => "subtítulos",
        other => other,
    }
}

fn comma(number: &str) -> String {
    number.replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_follow_the_language_and_keep_their_code() {
        let remark = Remark::TrackLeftOut { kind: "subtitle".to_owned(), track: 2, codec: "dvb_subtitle".to_owned() };
        let note = || SourceNote { code: remark.code().to_owned(), detail: remark.to_string(), remark: Some(remark.clone()) };
        let (mut english, mut spanish) = (note(), note());
        localize(&mut english, Language::English);
        localize(&mut spanish, Language::Spanish);
        assert_eq!(english.detail, "codec not supported: subtitle track 2 (dvb_subtitle)");
        assert_eq!(spanish.detail, "códec no admitido: pista 2 de subtítulos (dvb_subtitle)");
        assert_eq!((spanish.code.as_str(), english.code.as_str()), ("track-left-out", "track-left-out"));
    }

    #[test]
    fn a_note_of_a_former_release_stays_english() {
        let mut note = SourceNote { code: "no-sound".to_owned(), detail: "no sound".to_owned(), remark: None };
        localize(&mut note, Language::Spanish);
        assert_eq!(note.detail, "no sound");
    }
}
