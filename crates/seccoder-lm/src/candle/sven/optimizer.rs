//! AdamW with the learning rate's schedule, as SVEN is trained with.
//!
//! candle-nn has an AdamW whose moments cannot be read, so that a training could not go on where it
//! stopped. This one is also in the order of the original: the bias of the moments is corrected in
//! the step's size and not before `epsilon` is added, and the weights decay after the step.

use candle_core::{DType, Result, Tensor, Var};
use serde::{Deserialize, Serialize};

/// The optimizer's settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AdamSettings {
    /// The learning rate at its highest.
    pub learning_rate: f64,
    /// How slowly the first moment forgets.
    pub beta1: f64,
    /// How slowly the second moment forgets.
    pub beta2: f64,
    /// Keeps the division from a zero.
    pub epsilon: f64,
    /// How fast weights decay.
    pub weight_decay: f64,
    /// The longest gradient of all variables together.
    pub max_grad_norm: f64,
    /// Steps in which the learning rate rises from 0.
    pub warmup_steps: u64,
}

impl Default for AdamSettings {
    /// Those that the published prefixes were trained with.
    fn default() -> Self {
        Self {
            learning_rate: 1e-2,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay: 0.01,
            max_grad_norm: 1.0,
            warmup_steps: 0,
        }
    }
}

impl AdamSettings {
    /// The learning rate of step `step` of `total`, both counted from 0: it rises in a line during
    /// the warm-up and then falls in a line to 0.
    #[must_use]
    pub fn rate(&self, step: u64, total: u64) -> f64 {
        let part = if step < self.warmup_steps {
            step as f64 / self.warmup_steps as f64
        } else {
            let falling = total.saturating_sub(self.warmup_steps).max(1);
            total.saturating_sub(step) as f64 / falling as f64
        };
        self.learning_rate * part
    }
}

/// AdamW over some variables.
#[derive(Debug)]
pub struct AdamW {
    settings: AdamSettings,
    variables: Vec<Var>,
    first: Vec<Tensor>,
    second: Vec<Tensor>,
    steps: u64,
}

impl AdamW {
    /// An optimizer that has made no step.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(variables: Vec<Var>, settings: AdamSettings) -> Result<Self> {
        let zeros = || {
            variables
                .iter()
                .map(|var| var.zeros_like()?.to_dtype(DType::F32))
        };
        Ok(Self {
            first: zeros().collect::<Result<_>>()?,
            second: zeros().collect::<Result<_>>()?,
            settings,
            variables,
            steps: 0,
        })
    }

    /// An optimizer that goes on after `steps` steps with these moments, one of each a variable.
    ///
    /// # Errors
    /// When there are too few or too many, or shapes differ.
    pub fn resume(
        variables: Vec<Var>,
        settings: AdamSettings,
        first: Vec<Tensor>,
        second: Vec<Tensor>,
        steps: u64,
    ) -> Result<Self> {
        for moments in [&first, &second] {
            let fit = moments.iter().zip(&variables);
            if moments.len() != variables.len()
                || fit
                    .into_iter()
                    .any(|(moment, var)| moment.dims() != var.dims())
            {
                candle_core::bail!("the optimizer's moments do not fit the variables");
            }
        }
        Ok(Self {
            settings,
            variables,
            first,
            second,
            steps,
        })
    }

    /// Steps made so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The variables, in the order of their gradients.
    #[must_use]
    pub fn variables(&self) -> &[Var] {
        &self.variables
    }

    /// First and second moments, one of each a variable.
    #[must_use]
    pub fn moments(&self) -> (&[Tensor], &[Tensor]) {
        (&self.first, &self.second)
    }

    /// Makes one step of `total` with these gradients, one a variable; `None` leaves a variable as
    /// it is.
    ///
    /// # Errors
    /// When a gradient's shape is another.
    pub fn step(&mut self, gradients: &[Option<Tensor>], total: u64) -> Result<()> {
        let AdamSettings {
            beta1,
            beta2,
            epsilon,
            weight_decay,
            ..
        } = self.settings;
        let rate = self.settings.rate(self.steps, total);
        self.steps += 1;
        let power = i32::try_from(self.steps).unwrap_or(i32::MAX);
        let size = rate * (1.0 - beta2.powi(power)).sqrt() / (1.0 - beta1.powi(power));
        for (index, gradient) in gradients.iter().enumerate() {
            let (Some(gradient), Some(var)) = (gradient, self.variables.get(index)) else {
                continue;
            };
            let first =
                (self.first[index].affine(beta1, 0.0)? + gradient.affine(1.0 - beta1, 0.0)?)?;
            let squared = gradient.sqr()?.affine(1.0 - beta2, 0.0)?;
            let second = (self.second[index].affine(beta2, 0.0)? + squared)?;
            let step = first.div(&second.sqrt()?.affine(1.0, epsilon)?)?;
            let moved = var.as_detached_tensor().sub(&step.affine(size, 0.0)?)?;
            var.set(&moved.affine(1.0 - rate * weight_decay, 0.0)?)?;
            self.first[index] = first.detach();
            self.second[index] = second.detach();
        }
        Ok(())
    }
}

/// Shortens gradients so that, taken as one vector, they are no longer than `longest`. Returns how
/// long they were.
///
/// # Errors
/// When they are not all in one place.
pub fn clip(gradients: &mut [Option<Tensor>], longest: f64) -> Result<f64> {
    let mut squares: Option<Tensor> = None;
    for gradient in gradients.iter().flatten() {
        let square = gradient.sqr()?.sum_all()?;
        squares = Some(match squares {
            None => square,
            Some(sum) => sum.add(&square)?,
        });
    }
    let Some(squares) = squares else {
        return Ok(0.0);
    };
    let norm = f64::from(squares.to_scalar::<f32>()?).sqrt();
    let shorter = longest / (norm + 1e-6);
    if shorter < 1.0 {
        for gradient in gradients.iter_mut().flatten() {
            *gradient = gradient.affine(shorter, 0.0)?;
        }
    }
    Ok(norm)
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn the_rate_rises_and_falls_in_lines() {
        let settings = AdamSettings {
            learning_rate: 1.0,
            warmup_steps: 2,
            ..AdamSettings::default()
        };
        let rates: Vec<f64> = (0..7).map(|step| settings.rate(step, 6)).collect();
        assert_eq!(rates, [0.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(AdamSettings::default().rate(0, 4), 1e-2);
    }

    #[test]
    fn long_gradients_are_shortened_together_and_short_ones_kept() {
        let make = |numbers: &[f32]| Some(Tensor::new(numbers, &Device::Cpu).unwrap());
        let mut gradients = [make(&[3.0, 0.0]), None, make(&[0.0, 4.0])];
        assert!((clip(&mut gradients, 1.0).unwrap() - 5.0).abs() < 1e-6);
        let first: Vec<f32> = gradients[0].as_ref().unwrap().to_vec1().unwrap();
        assert!((first[0] - 0.6).abs() < 1e-5, "{first:?}");
        assert!((clip(&mut gradients, 2.0).unwrap() - 1.0).abs() < 1e-5);
        let second: Vec<f32> = gradients[2].as_ref().unwrap().to_vec1().unwrap();
        assert!((second[1] - 0.8).abs() < 1e-5, "{second:?}");
    }

    #[test]
    fn the_first_step_is_as_long_as_the_rate() {
        let settings = AdamSettings {
            weight_decay: 0.5,
            ..AdamSettings::default()
        };
        let var = Var::new(&[1f32, 1.0], &Device::Cpu).unwrap();
        let mut adam = AdamW::new(vec![var.clone()], settings).unwrap();
        let gradient = Tensor::new(&[2f32, -2.0], &Device::Cpu).unwrap();
        adam.step(&[Some(gradient)], 10).unwrap();
        // 1 ∓ 0.01, then less a part of 0.01 * 0.5.
        let moved: Vec<f32> = var.to_vec1().unwrap();
        assert!((moved[0] - 0.99 * 0.995).abs() < 1e-6, "{moved:?}");
        assert!((moved[1] - 1.01 * 0.995).abs() < 1e-6, "{moved:?}");
        assert_eq!(adam.steps(), 1);
    }
}
