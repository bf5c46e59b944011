//! A view with the version of what it shows, for `ETag` and `If-Match`.

/// What a use case found or made of an aggregate that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<V> {
    /// The aggregate as the wire wants it.
    pub view: V,
    /// Rises with every change.
    pub version: i64,
}
