//! Embedders: text to unit vector.

use futures::future::BoxFuture;

/// What a text is to the retriever; some embedders treat the two differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedRole {
    /// The prompt being completed. Too long: its end is kept, which is nearest to the cursor.
    Query,
    /// A secure example. Too long: its beginning is kept.
    Document,
}

/// Why a text could not be embedded.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// Loading failed.
    #[error("cannot load embedder {name}: {reason}")]
    Load {
        /// The embedder.
        name: String,
        /// What happened.
        reason: String,
    },
    /// The embedder broke or answered nonsense (wrong number of vectors, NaN, …).
    #[error("embedder {name} failed: {reason}")]
    Failed {
        /// The embedder.
        name: String,
        /// What happened.
        reason: String,
    },
}

/// Turns texts into unit vectors.
pub trait Embedder: Send + Sync {
    /// Catalogue name or endpoint model.
    fn name(&self) -> &str;

    /// Names weights, pooling and instruction; vectors of different fingerprints never mix.
    ///
    /// # Errors
    /// When the embedder must be asked for it and does not answer.
    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>>;

    /// Whether it may be given private examples: it is on this machine, or the user allowed its
    /// endpoint.
    fn sees_private(&self) -> bool;

    /// One vector of Euclidean length 1 per text, in order.
    ///
    /// # Errors
    /// When loading or embedding failed.
    fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>>;
}

/// Scales a vector to length 1.
///
/// Returns `None` for a vector that has no direction: zero, or with a component
/// that is not finite.
#[must_use]
pub fn normalized(mut vector: Vec<f32>) -> Option<Vec<f32>> {
    let norm = vector
        .iter()
        .map(|v| f64::from(*v) * f64::from(*v))
        .sum::<f64>()
        .sqrt();
    if !norm.is_finite() || norm < 1e-12 {
        return None;
    }
    for value in &mut vector {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a component of a unit vector"
        )]
        let scaled = (f64::from(*value) / norm) as f32;
        *value = scaled;
    }
    Some(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_gives_length_one_or_nothing() {
        let unit = normalized(vec![3.0, 4.0]).unwrap();
        assert!((unit[0] - 0.6).abs() < 1e-6 && (unit[1] - 0.8).abs() < 1e-6);
        assert_eq!(normalized(vec![0.0, 0.0]), None);
        assert_eq!(normalized(vec![f32::NAN, 1.0]), None);
        assert_eq!(normalized(vec![f32::INFINITY]), None);
    }
}
