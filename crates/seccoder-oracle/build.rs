//! Embedded folders are read by macros, which do not tell cargo what they read.

fn main() {
    for folder in ["assets", "cases", "../../rules"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
