//! What viewers keep: playlists, and whom they follow.

use super::{Entry, entry};

#[rustfmt::skip] // a table, two lines of text for each entry
pub(super) const ENTRIES: &[Entry] = &[
    entry("followers-hidden", 403, ("The followers are not shown", "Los seguidores no se muestran"),
        ("The owner of this account does not show who follows it.",
         "El dueño de esta cuenta no muestra quién la sigue.")),
    entry("playlist-not-found", 404, ("No such playlist", "No existe esa lista"),
        ("There is no such playlist, or it is not for you.",
         "No existe esa lista, o no es para usted.")),
    entry("playlist-item-not-found", 404, ("No such item", "No existe ese elemento"),
        ("The playlist has no such item; it may have been removed meanwhile.",
         "La lista no tiene ese elemento; puede que se haya quitado entretanto.")),
    entry("playlist-full", 409, ("The playlist is full", "La lista está llena"),
        ("A playlist holds at most 5,000 videos.",
         "Una lista contiene como mucho 5.000 vídeos.")),
    entry("too-many-playlists", 409, ("Too many playlists", "Demasiadas listas"),
        ("An account has at most 500 playlists. Remove one first.",
         "Una cuenta tiene como mucho 500 listas. Elimine una primero.")),
    entry("watch-later-stays", 409, ("This list stays as it is", "Esta lista se queda como está"),
        ("The list for later can't be renamed, shown to others or deleted.",
         "La lista para más tarde no se puede renombrar, mostrar a otros ni eliminar.")),
    entry("cannot-follow-yourself", 422, ("You can't follow yourself", "No puede seguirse a sí mismo"),
        ("Follow somebody else.",
         "Siga a otra persona.")),
];
