//! The product with a weight that is never trained.
//!
//! candle's matrix product computes the gradients of both sides. Where only a prefix is trained,
//! the weight's is thrown away: half of the backward pass's work, and memory as large as the model.

use candle_core::backend::BackendStorage;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, DType, Layout, Result, Shape, Storage, Tensor, bail,
};

use super::ops::matmul;

/// x · weightᵀ, for x of shape (rows, in) and a weight of shape (out, in). The gradient reaches x
/// alone, unless the weight is itself computed from something that is trained.
///
/// # Errors
/// When the shapes do not go together.
pub fn frozen(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let composed = !x.track_op() || weight.track_op();
    if composed || (x.dtype() == DType::BF16 && x.device().is_cpu()) {
        return matmul(x, &weight.t()?);
    }
    let weight = weight.clone();
    x.contiguous()?.apply_op1(Frozen { weight })
}

struct Frozen {
    /// (out, in)
    weight: Tensor,
}

impl Frozen {
    fn forward<S: BackendStorage>(
        &self,
        x: &S,
        layout: &Layout,
        of_weight: impl FnOnce(&Storage) -> Option<&S>,
    ) -> Result<(S, Shape)> {
        let (rows, inputs) = layout.shape().dims2()?;
        let (outputs, weight_inputs) = self.weight.dims2()?;
        if inputs != weight_inputs {
            bail!("rows of {inputs} numbers do not go with a weight for {weight_inputs}");
        }
        let weight = self.weight.t()?;
        let (storage, weight_layout) = weight.storage_and_layout();
        let Some(weight) = of_weight(&storage) else {
            bail!("the weight is on another device");
        };
        let sizes = (1, rows, outputs, inputs);
        let product = x.matmul(weight, sizes, layout, weight_layout)?;
        Ok((product, Shape::from((rows, outputs))))
    }
}

impl CustomOp1 for Frozen {
    fn name(&self) -> &'static str {
        "frozen-linear"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        self.forward(x, layout, |storage| match storage {
            Storage::Cpu(storage) => Some(storage),
            _ => None,
        })
    }

    fn cuda_fwd(&self, x: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        self.forward(x, layout, |storage| match storage {
            Storage::Cuda(storage) => Some(storage),
            _ => None,
        })
    }

    fn bwd(&self, _: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        gradient.contiguous()?.matmul(&self.weight).map(Some)
    }
}
