//! Tables 1 to 5: security rates in percent.

use super::{Experiment, Printed, Unit};

const CODEGEN: &[&str] = &["350M", "2.7B", "6.1B"];

pub(super) const PRINTED: &[Printed] = &[
    Printed {
        experiment: Experiment::Table1,
        place: "Table 1",
        units: &[Unit::Percent],
        columns: CODEGEN,
        rows: &[
            ("None", &[35.02, 37.19, 42.97]),
            ("SecCoder-xl", &[44.89, 42.71, 49.47]),
        ],
    },
    Printed {
        experiment: Experiment::Table2,
        place: "Table 2",
        units: &[Unit::Percent],
        columns: &["SantaCoder", "InCoder"],
        rows: &[("None", &[28.20, 35.86]), ("SecCoder-xl", &[42.10, 38.77])],
    },
    Printed {
        experiment: Experiment::Table3,
        place: "Table 3",
        units: &[Unit::Percent],
        columns: &["350M", "2.7B", "6.1B", "SantaCoder", "InCoder"],
        rows: &[
            ("None", &[58.24, 59.31, 70.34, 53.49, 69.10]),
            ("SecCoder-xl", &[75.31, 72.76, 80.41, 69.28, 73.07]),
        ],
    },
    Printed {
        experiment: Experiment::Table4,
        place: "Table 4",
        units: &[Unit::Percent],
        columns: CODEGEN,
        rows: &[
            ("Random", &[67.43, 58.78, 72.59]),
            ("BM25", &[55.58, 57.17, 67.07]),
            ("SecCoder-xl", &[75.31, 72.76, 80.41]),
        ],
    },
    Printed {
        experiment: Experiment::Table5,
        place: "Table 5",
        units: &[Unit::Percent],
        columns: CODEGEN,
        rows: &[
            ("SecCoder-large", &[72.79, 70.58, 79.86]),
            ("SecCoder-xl", &[75.31, 72.76, 80.41]),
        ],
    },
];
