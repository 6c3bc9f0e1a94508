//! The three losses that a prefix is trained with (section 4.2 of the paper).
//!
//! All are means over the positions that they are about; position `i` predicts token `i + 1`, so
//! the first token is never learned. With `w` the control that is wanted for a sample, `o` the
//! other one, `r` the model without a prefix, and `P` their probabilities:
//!
//! - the language-model loss, on changed tokens: `-ln P_w(token)`,
//! - the contrastive loss, on changed tokens: `-ln (P_w(token) / (P_w(token) + P_o(token)))`,
//! - the KL loss, on unchanged tokens: `KL(P_r ‖ P_w) + KL(P_r ‖ P_o)` over the vocabulary.
//!
//! The gradient for the logits is written down here and not left to the graph of operations: over a
//! vocabulary of 50 000 it would hold dozens of tensors as large as the logits. With `p` the
//! probabilities, `t` the target's unit vector and `s = P_o / (P_w + P_o)` at the target:
//!
//! - language model: `p_w - t` for the wanted logits,
//! - contrastive: `s (p_w - t)` for the wanted logits and `-s (p_o - t)` for the other's,
//! - KL: `p_w - p_r` and `p_o - p_r`.

use candle_core::{D, Device, Result, Tensor, bail};
use serde::{Deserialize, Serialize};

/// How much each loss counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ratios {
    /// The language-model loss.
    pub lm: f64,
    /// The contrastive loss; 0 leaves it out.
    pub contrastive: f64,
    /// The KL loss; 0 leaves it out, and with it the pass of the model without a prefix.
    pub kl: f64,
}

/// What the model predicts for one sample. All logits have the shape (tokens, vocabulary), in f32.
#[derive(Debug, Clone, Copy)]
pub struct Predictions<'a> {
    /// With the wanted control's prefix.
    pub wanted: &'a Tensor,
    /// With the other control's; needed for the contrastive and the KL loss.
    pub other: Option<&'a Tensor>,
    /// Without a prefix; needed for the KL loss. It counts as a constant.
    pub original: Option<&'a Tensor>,
}

/// The numbers of one sample's losses, or their means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// The sum of the others.
    pub total: f64,
    /// The language-model loss.
    pub lm: f64,
    /// The contrastive loss.
    pub contrastive: f64,
    /// The KL loss.
    pub kl: f64,
}

impl Values {
    /// Adds `part` of another's numbers to these.
    pub fn add(&mut self, other: &Self, part: f64) {
        self.total += part * other.total;
        self.lm += part * other.lm;
        self.contrastive += part * other.contrastive;
        self.kl += part * other.kl;
    }
}

/// The losses of one sample, each already multiplied by its ratio.
#[derive(Debug, Clone)]
pub struct Losses {
    /// A scalar whose gradient is that of the losses' sum; its own value means nothing.
    pub slope: Tensor,
    /// Their values.
    pub values: Values,
}

/// The losses of a sample, `rows` positions at a time.
///
/// Where no token changed there is neither a language-model nor a contrastive loss, and where every
/// token changed there is no KL loss; each is 0 then.
///
/// # Errors
/// When shapes do not go together, predictions that a ratio asks for are not there, or there are
/// fewer than two tokens.
pub fn losses(
    predictions: Predictions<'_>,
    tokens: &[u32],
    changed: &[bool],
    ratios: Ratios,
    rows: usize,
) -> Result<Losses> {
    let count = tokens.len();
    if count < 2 || changed.len() != count || rows == 0 {
        bail!("{count} tokens with {} marks have no loss", changed.len());
    }
    let Predictions {
        wanted,
        other,
        original,
    } = predictions;
    let device = wanted.device();
    let targets = Tensor::new(&tokens[1..], device)?.unsqueeze(1)?;
    let on_changed = mean(&changed[1..], true, device)?;
    let on_kept = mean(&changed[1..], false, device)?;
    let mut values = Values::default();
    let (mut slopes, mut other_slopes) = (Vec::new(), Vec::new());
    for start in (0..count - 1).step_by(rows) {
        let rows = rows.min(count - 1 - start);
        let part = |tensor: &Tensor| tensor.detach().narrow(0, start, rows);
        let (wanted, other) = (part(wanted)?, other.map(part).transpose()?);
        let original = original.map(part).transpose()?;
        let predictions = Predictions {
            wanted: &wanted,
            other: other.as_ref(),
            original: original.as_ref(),
        };
        let means = [part(&on_changed)?, part(&on_kept)?];
        let of_rows = of_rows(predictions, &part(&targets)?, &means, ratios, &mut values)?;
        slopes.push(of_rows.wanted);
        other_slopes.extend(of_rows.other);
    }
    values.total = values.lm + values.contrastive + values.kl;
    let along = |logits: &Tensor, slopes: &[Tensor]| {
        let logits = logits.narrow(0, 0, count - 1)?;
        logits.mul(&Tensor::cat(slopes, 0)?)?.sum_all()
    };
    let mut slope = along(wanted, &slopes)?;
    if let (Some(other), false) = (other, other_slopes.is_empty()) {
        slope = slope.add(&along(other, &other_slopes)?)?;
    }
    Ok(Losses { slope, values })
}

/// The losses' gradients for logits, each of shape (positions, vocabulary).
struct Slopes {
    wanted: Tensor,
    other: Option<Tensor>,
}

/// The gradients of some positions' losses; the losses are added to `values`. `means` are the
/// weights of the means over changed and over unchanged positions.
fn of_rows(
    predictions: Predictions<'_>,
    targets: &Tensor,
    means: &[Tensor; 2],
    ratios: Ratios,
    values: &mut Values,
) -> Result<Slopes> {
    let targets = targets.contiguous()?;
    let of_targets = |ln: &Tensor| ln.gather(&targets, 1);
    let scaled = |per_token: &Tensor, mean: &Tensor, ratio: f64| -> Result<f64> {
        let sum = per_token.squeeze(1)?.mul(mean)?.sum_all()?;
        Ok(ratio * f64::from(sum.to_scalar::<f32>()?))
    };
    let [on_changed, on_kept] = means;
    let wanted = log_softmax(predictions.wanted)?;
    let wanted_target = of_targets(&wanted)?;
    values.lm += scaled(&wanted_target.neg()?, on_changed, ratios.lm)?;
    // How strongly each position is drawn to its target; (positions, 1).
    let column = on_changed.unsqueeze(1)?;
    let mut to_target = column.affine(ratios.lm, 0.0)?;
    let wanted_p = wanted.exp()?;
    if ratios.contrastive == 0.0 && ratios.kl == 0.0 {
        let wanted = drawn(&wanted_p, &targets, &to_target)?;
        return Ok(Slopes {
            wanted,
            other: None,
        });
    }
    let Some(other) = predictions.other else {
        bail!("the contrastive and the KL loss need the other control's predictions");
    };
    let other = log_softmax(other)?;
    let other_p = other.exp()?;
    let mut from_target = column.zeros_like()?;
    if ratios.contrastive != 0.0 {
        let other_target = of_targets(&other)?;
        let both = log_add(&wanted_target, &other_target)?;
        let loss = both.sub(&wanted_target)?;
        values.contrastive += scaled(&loss, on_changed, ratios.contrastive)?;
        let share = other_target.sub(&both)?.exp()?;
        let pull = share.mul(&column)?.affine(ratios.contrastive, 0.0)?;
        to_target = to_target.add(&pull)?;
        from_target = pull.neg()?;
    }
    let mut slopes = Slopes {
        wanted: drawn(&wanted_p, &targets, &to_target)?,
        other: Some(drawn(&other_p, &targets, &from_target)?),
    };
    if ratios.kl != 0.0 {
        let Some(original) = predictions.original else {
            bail!("the KL loss needs the predictions of the model without a prefix");
        };
        let original = log_softmax(original)?;
        let original_p = original.exp()?;
        // Both divergences in one pass over the vocabulary: 2 r - w - o.
        let apart = original.affine(2.0, 0.0)?.sub(&wanted)?.sub(&other)?;
        let loss = original_p.mul(&apart)?.sum_keepdim(D::Minus1)?;
        values.kl += scaled(&loss, on_kept, ratios.kl)?;
        let weight = on_kept.unsqueeze(1)?.affine(ratios.kl, 0.0)?;
        let kept = |p: &Tensor| p.sub(&original_p)?.broadcast_mul(&weight);
        slopes.wanted = slopes.wanted.add(&kept(&wanted_p)?)?;
        slopes.other = slopes
            .other
            .map(|slope| slope.add(&kept(&other_p)?))
            .transpose()?;
    }
    Ok(slopes)
}

/// `weight · (p - t)`: `weight` of shape (positions, 1), `p` of (positions, vocabulary), `t` the
/// targets' unit vectors.
fn drawn(p: &Tensor, targets: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let slope = p.broadcast_mul(weight)?;
    slope.scatter_add(targets, &weight.neg()?.contiguous()?, 1)
}

/// The natural logarithm of the probabilities, along the last dimension.
fn log_softmax(logits: &Tensor) -> Result<Tensor> {
    let largest = logits.max_keepdim(D::Minus1)?;
    let apart = logits.broadcast_sub(&largest)?;
    let sum = apart.exp()?.sum_keepdim(D::Minus1)?.log()?;
    apart.broadcast_sub(&sum)
}

/// `ln(eᵃ + eᵇ)`, element by element.
fn log_add(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let larger = a.maximum(b)?;
    let sum = a.sub(&larger)?.exp()?.add(&b.sub(&larger)?.exp()?)?;
    sum.log()?.add(&larger)
}

/// The weights of a mean over the positions whose mark is `wanted`; zeros where there are none.
fn mean(changed: &[bool], wanted: bool, device: &Device) -> Result<Tensor> {
    let count = changed.iter().filter(|mark| **mark == wanted).count();
    let weight = 1.0 / count.max(1) as f32;
    let weights = changed
        .iter()
        .map(|mark| if *mark == wanted { weight } else { 0.0 });
    Tensor::from_vec(weights.collect::<Vec<_>>(), changed.len(), device)
}

#[cfg(test)]
mod tests {
    use candle_core::Var;

    use super::*;

    fn logits(seed: usize) -> Tensor {
        let numbers = (0..6 * 5).map(|at| ((at * 37 + seed * 11) % 23) as f32 / 7.0 - 1.5);
        Tensor::from_vec(numbers.collect::<Vec<_>>(), (6, 5), &Device::Cpu).unwrap()
    }

    const TOKENS: [u32; 6] = [0, 4, 2, 1, 3, 0];
    const CHANGED: [bool; 6] = [true, false, true, true, false, false];
    const RATIOS: Ratios = Ratios {
        lm: 1.0,
        contrastive: 4.0,
        kl: 1.6,
    };

    /// The values and the gradients for the wanted and the other control's logits.
    fn both(wanted: &Tensor, other: &Tensor, rows: usize) -> (Values, [Vec<f32>; 2]) {
        let (wanted, other) = (Var::from_tensor(wanted), Var::from_tensor(other));
        let (wanted, other) = (wanted.unwrap(), other.unwrap());
        let predictions = Predictions {
            wanted: &wanted,
            other: Some(&other),
            original: Some(&logits(3)),
        };
        let found = losses(predictions, &TOKENS, &CHANGED, RATIOS, rows).unwrap();
        let gradients = found.slope.backward().unwrap();
        let gradients = [&wanted, &other].map(|var| {
            let gradient = gradients.get(var).unwrap().flatten_all().unwrap();
            gradient.to_vec1().unwrap()
        });
        (found.values, gradients)
    }

    #[test]
    fn parts_make_up_the_whole() {
        let (values, gradients) = both(&logits(1), &logits(2), 99);
        assert!(values.lm > 0.0 && values.contrastive > 0.0 && values.kl > 0.0);
        for rows in 1..5 {
            let (parts, part_gradients) = both(&logits(1), &logits(2), rows);
            assert!((parts.total - values.total).abs() < 1e-5, "{rows}");
            for (part, whole) in part_gradients.iter().zip(&gradients) {
                let pairs = part.iter().zip(whole);
                assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-6));
            }
        }
    }

    /// Against differences of the losses themselves.
    #[test]
    fn gradients_are_slopes() {
        let (_, gradients) = both(&logits(1), &logits(2), 2);
        let step = 1e-2f32;
        for at in 0..30 {
            let moved = |logits: &Tensor, by: f32| {
                let mut numbers: Vec<f32> = logits.flatten_all().unwrap().to_vec1().unwrap();
                numbers[at] += by;
                Tensor::from_vec(numbers, (6, 5), &Device::Cpu).unwrap()
            };
            let slope = |total: &dyn Fn(f32) -> f64| {
                ((total(step) - total(-step)) / f64::from(2.0 * step)) as f32
            };
            let (one, two) = (logits(1), logits(2));
            let wanted = slope(&|by| both(&moved(&one, by), &two, 99).0.total);
            let other = slope(&|by| both(&one, &moved(&two, by), 99).0.total);
            assert!((wanted - gradients[0][at]).abs() < 2e-3, "{at}: {wanted}");
            assert!((other - gradients[1][at]).abs() < 2e-3, "{at}: {other}");
        }
    }

    /// At the start of a training both controls predict the same.
    #[test]
    fn equal_controls_have_a_contrastive_loss_of_ln_2_and_a_gradient() {
        let (values, [wanted, other]) = both(&logits(1), &logits(1), 99);
        assert!((values.contrastive - 4.0 * 2f64.ln()).abs() < 1e-5);
        assert!(wanted != other && other.iter().any(|slope| slope.abs() > 1e-3));
    }

    #[test]
    fn what_is_not_there_has_no_loss() {
        let (wanted, other) = (logits(1), logits(2));
        let predictions = Predictions {
            wanted: &wanted,
            other: Some(&other),
            original: Some(&other),
        };
        let all = losses(predictions, &TOKENS, &[true; 6], RATIOS, 9).unwrap();
        assert_eq!(all.values.kl, 0.0);
        let none = losses(predictions, &TOKENS, &[false; 6], RATIOS, 9).unwrap();
        assert_eq!((none.values.lm, none.values.contrastive), (0.0, 0.0));
        assert!(losses(predictions, &[1], &[true], RATIOS, 9).is_err());
        assert!(losses(predictions, &TOKENS, &[true; 2], RATIOS, 9).is_err());
        let alone = Predictions {
            other: None,
            ..predictions
        };
        assert!(losses(alone, &TOKENS, &CHANGED, RATIOS, 9).is_err());
        let only = Ratios {
            contrastive: 0.0,
            kl: 0.0,
            ..RATIOS
        };
        assert!(losses(alone, &TOKENS, &CHANGED, only, 9).unwrap().values.lm > 0.0);
    }
}
