// seccoder-example: 1
// title: Measure the width of a text with the glyph table of a font
// guideline: Index with get, which knows the length; get_unchecked needs a proof that data cannot give.
// cwe: CWE-125
// apis: slice::get, slice::get_unchecked
// applies: standard library
// --- secure ---
pub struct Font {
    first: u32,
    advances: Vec<u16>,
    missing: u16,
}

impl Font {
    pub fn new(first: char, advances: Vec<u16>, missing: u16) -> Self {
        Self {
            first: u32::from(first),
            advances,
            missing,
        }
    }

    fn advance(&self, letter: char) -> u16 {
        let index = u32::from(letter).wrapping_sub(self.first) as usize;
        self.advances.get(index).copied().unwrap_or(self.missing)
    }

    pub fn width(&self, text: &str) -> u64 {
        text.chars()
            .map(|letter| u64::from(self.advance(letter)))
            .sum()
    }
}
// --- vulnerable ---
pub struct Font {
    first: u32,
    advances: Vec<u16>,
    missing: u16,
}

impl Font {
    pub fn new(first: char, advances: Vec<u16>, missing: u16) -> Self {
        Self {
            first: u32::from(first),
            advances,
            missing,
        }
    }

    fn advance(&self, letter: char) -> u16 {
        let index = u32::from(letter).wrapping_sub(self.first) as usize;
        if u32::from(letter) < self.first {
            return self.missing;
        }
        unsafe { *self.advances.get_unchecked(index) }
    }

    pub fn width(&self, text: &str) -> u64 {
        text.chars()
            .map(|letter| u64::from(self.advance(letter)))
            .sum()
    }
}
