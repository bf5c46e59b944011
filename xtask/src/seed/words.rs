//! What invented accounts and videos are made of.

pub(super) const NAMES: [&str; 24] = [
    "Ana", "Bruno", "Carmen", "Diego", "Elena", "Félix", "Gloria", "Hugo", "Inés", "Javier", "Karla", "Lucas", "Marta", "Nora", "Óscar",
    "Pilar", "Alice", "Ben", "Clara", "Daniel", "Emma", "Frank", "Grace", "Henry",
];

pub(super) const SURNAMES: [&str; 20] = [
    "García", "Martín", "Núñez", "Ortega", "Peña", "Quintana", "Ruiz", "Serrano", "Torres", "Vega", "Adams", "Baker", "Carter", "Evans",
    "Foster", "Hughes", "Morgan", "Parker", "Taylor", "Wright",
];

/// A language with what its titles are made of; the most common words stand first.
pub(super) struct Language {
    pub(super) code: &'static str,
    pub(super) openings: &'static [&'static str],
    pub(super) subjects: &'static [&'static str],
    pub(super) places: &'static [&'static str],
    /// What the many rare words are made of.
    pub(super) syllables: &'static [&'static str],
    /// What people say before they name the subject.
    pub(super) remarks: &'static [&'static str],
}

pub(super) const SPANISH: Language = Language {
    code: "es",
    openings: &["Cómo hacer", "Un día de", "La historia de", "Aprende", "Guía de", "El mejor momento de", "Cinco trucos de", "Sin prisa:"],
    subjects: &[
        "música",
        "cocina",
        "viajes",
        "fútbol",
        "guitarra",
        "una canción",
        "jardinería",
        "cine de barrio",
        "pan casero",
        "bicicleta",
        "fotografía",
        "ajedrez",
        "la montaña",
        "cerámica",
        "el año nuevo",
        "trenes antiguos",
    ],
    places: &["en casa", "en Cádiz", "en Madrid", "en el pueblo", "junto al mar", "en Bogotá", "en invierno", "para niños", "de noche"],
    syllables: &[
        "ca", "mo", "ri", "ta", "lu", "se", "ña", "do", "pe", "bri", "jo", "lla", "mu", "so", "gra", "ve", "ti", "zo", "cue", "na", "fi",
        "ro", "bá", "lón",
    ],
    remarks: &[
        "¡Qué bien! Nunca me cansa",
        "Gracias, por fin entiendo lo de",
        "¿Alguien más empezó este año con",
        "A mi abuela le encantaba",
        "No estoy de acuerdo en lo que dices de",
        "Este fin de semana pruebo con",
        "Llevo años con esto, y lo mejor sigue siendo",
        "¿Harás otro vídeo de",
        "Me he quedado dormido viendo",
        "Lo comparto con mi clase de",
    ],
};

pub(super) const ENGLISH: Language = Language {
    code: "en",
    openings: &["How to start", "A day of", "The story of", "Learn", "A guide to", "The best of", "Five tricks for", "No hurry:"],
    subjects: &[
        "music",
        "cooking",
        "travel",
        "football",
        "running",
        "guitar",
        "gardening",
        "street food",
        "baking",
        "cycling",
        "photography",
        "chess",
        "hiking",
        "pottery",
        "night walks",
        "old trains",
    ],
    places: &["at home", "in London", "by the sea", "in the mountains", "on a budget", "in winter", "for children", "at night"],
    syllables: &[
        "bar", "tle", "wen", "sho", "ker", "ming", "ford", "ly", "gra", "ston", "ble", "ham", "rud", "fin", "mor", "wick", "sel", "den",
        "por", "cra", "thin", "ough", "ley", "mund",
    ],
    remarks: &[
        "Lovely! I never get tired of",
        "Thank you, now I finally understand",
        "Did anybody else start this year with",
        "My grandfather used to love",
        "I don't agree with what you say about",
        "This weekend I am going to try",
        "After all these years it is still",
        "Will there be another one about",
        "I fell asleep while watching",
        "Shared with everybody in my class of",
    ],
};
