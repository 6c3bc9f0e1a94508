// seccoder-example: 1
// title: Make the access token of a new greenhouse sensor
// guideline: Fill tokens from the operating system with getrandom::fill; fastrand can be predicted.
// cwe: CWE-338
// apis: getrandom::fill, fastrand::fill
// applies: getrandom
// --- secure ---
use std::fmt::Write;

/// 192 random bits as 48 hexadecimal digits.
pub fn device_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 24];
    getrandom::fill(&mut bytes)?;
    let mut token = String::with_capacity(48);
    for byte in bytes {
        write!(token, "{byte:02x}").expect("writing to a String cannot fail");
    }
    Ok(token)
}
// --- vulnerable ---
use std::fmt::Write;

/// 192 random bits as 48 hexadecimal digits.
pub fn device_token() -> String {
    let mut bytes = [0u8; 24];
    fastrand::fill(&mut bytes);
    let mut token = String::with_capacity(48);
    for byte in bytes {
        write!(token, "{byte:02x}").expect("writing to a String cannot fail");
    }
    token
}
