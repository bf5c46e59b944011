//! Comments and who may write them.

use super::{Entry, entry};

#[rustfmt::skip] // a table, two lines of text for each entry
pub(super) const ENTRIES: &[Entry] = &[
    entry("comment-not-found", 404, ("No such comment", "No existe ese comentario"),
        ("There is no such comment, or it is not for you.",
         "No existe ese comentario, o no es para usted.")),
    entry("user-not-found", 404, ("No such account", "No existe esa cuenta"),
        ("There is no account with this handle.",
         "No hay ninguna cuenta con ese nombre.")),
    entry("blocked", 403, ("You are blocked", "Está bloqueado"),
        ("The owner of the video, or a person whom you answer or mention, does not want to hear from you.",
         "El dueño del vídeo, o alguien a quien responde o menciona, no quiere saber de usted.")),
    entry("comments-closed", 409, ("The video takes no comments", "El vídeo no admite comentarios"),
        ("Its owner closed the comments.",
         "Su dueño ha cerrado los comentarios.")),
    entry("comment-not-living", 409, ("The comment is gone", "El comentario ya no está"),
        ("It was deleted, or is not shown to everybody.",
         "Se ha eliminado, o no se muestra a todos.")),
    entry("comment-not-top-level", 409, ("It is a reply", "Es una respuesta"),
        ("Only comments under the video itself can be pinned.",
         "Solo se pueden fijar comentarios hechos al propio vídeo.")),
    entry("thread-too-deep", 422, ("Replies can't go deeper", "Las respuestas no pueden anidarse más"),
        ("Reply to the comment above, or send `flatten: true`.",
         "Responda al comentario anterior, o envíe `flatten: true`.")),
    entry("own-block", 422, ("It is your own account", "Es su propia cuenta"),
        ("You can't block yourself.",
         "No puede bloquearse a sí mismo.")),
];
