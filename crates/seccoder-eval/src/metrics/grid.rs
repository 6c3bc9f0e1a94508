//! Counts by scenario and stratum.
//!
//! A stratum is a seed, or an arm's seed when two arms stand side by side. The samples of
//! one cell are alike in everything but chance, so their counts by kind are all a metric
//! needs, and drawing from the counts is drawing from the samples.

/// Counts of `N` kinds of samples for each scenario and stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid<const N: usize> {
    strata: usize,
    cells: Vec<[u32; N]>,
}

impl<const N: usize> Grid<N> {
    /// A grid of empty cells.
    #[must_use]
    pub fn new(scenarios: usize, strata: usize) -> Self {
        Self {
            strata,
            cells: vec![[0; N]; scenarios * strata],
        }
    }

    /// How many scenarios there are.
    #[must_use]
    pub fn scenarios(&self) -> usize {
        self.cells.len().checked_div(self.strata).unwrap_or(0)
    }

    /// How many strata each scenario has.
    #[must_use]
    pub const fn strata(&self) -> usize {
        self.strata
    }

    /// Counts one sample.
    ///
    /// # Panics
    /// When scenario, stratum or kind is out of range.
    pub fn add(&mut self, scenario: usize, stratum: usize, kind: usize) {
        self.row_mut(scenario)[stratum][kind] += 1;
    }

    /// A scenario's cells, one for each stratum.
    ///
    /// # Panics
    /// When the scenario is out of range.
    #[must_use]
    pub fn row(&self, scenario: usize) -> &[[u32; N]] {
        &self.cells[scenario * self.strata..][..self.strata]
    }

    pub(crate) fn row_mut(&mut self, scenario: usize) -> &mut [[u32; N]] {
        &mut self.cells[scenario * self.strata..][..self.strata]
    }

    /// Every scenario's cells, in order.
    pub fn rows(&self) -> impl Iterator<Item = &[[u32; N]]> {
        (0..self.scenarios()).map(|scenario| self.row(scenario))
    }

    /// One stratum's cell of every scenario, in order.
    pub fn stratum(&self, stratum: usize) -> impl Iterator<Item = &[u32; N]> {
        self.rows().map(move |row| &row[stratum])
    }

    /// Only these scenarios, in this order.
    #[must_use]
    pub fn select(&self, scenarios: &[usize]) -> Self {
        Self {
            strata: self.strata,
            cells: scenarios
                .iter()
                .flat_map(|&scenario| self.row(scenario))
                .copied()
                .collect(),
        }
    }

    /// Two grids over the same scenarios, the other's strata after this one's.
    ///
    /// # Panics
    /// When the grids differ in their number of scenarios.
    #[must_use]
    pub fn beside(&self, other: &Self) -> Self {
        assert_eq!(self.scenarios(), other.scenarios(), "different scenarios");
        Self {
            strata: self.strata + other.strata,
            cells: self
                .rows()
                .zip(other.rows())
                .flat_map(|(a, b)| a.iter().chain(b))
                .copied()
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_place() {
        let mut a = Grid::<2>::new(2, 1);
        a.add(1, 0, 1);
        let mut b = Grid::<2>::new(2, 2);
        b.add(0, 1, 0);
        let both = a.beside(&b);
        assert_eq!(both.strata(), 3);
        assert_eq!(both.row(0), [[0, 0], [0, 0], [1, 0]]);
        assert_eq!(both.row(1), [[0, 1], [0, 0], [0, 0]]);
        assert_eq!(both.select(&[1]).row(0), both.row(1));
        assert_eq!(both.stratum(0).collect::<Vec<_>>(), [&[0, 0], &[0, 1]]);
    }

    #[test]
    fn a_grid_without_strata_has_no_scenarios() {
        assert_eq!(Grid::<1>::new(3, 0).scenarios(), 0);
    }
}
