// seccoder-example: 1
// title: Read the waypoints of a drone mission file
// guideline: Multiply a count from a file with checked_mul in usize before it is compared with a length.
// cwe: CWE-190, CWE-789
// apis: usize::checked_mul, slice::get
// applies: standard library
// --- secure ---
const RECORD: usize = 16;

pub struct Waypoint {
    pub latitude: f64,
    pub longitude: f64,
}

fn number(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.try_into().ok()?)).filter(|value| value.is_finite())
}

/// A count in four bytes, low byte first, and then the records.
pub fn read_mission(file: &[u8]) -> Option<Vec<Waypoint>> {
    let (head, body) = file.split_first_chunk::<4>()?;
    let count = usize::try_from(u32::from_le_bytes(*head)).ok()?;
    let length = count.checked_mul(RECORD)?;
    let records = body.get(..length)?;
    let mut mission = Vec::with_capacity(count);
    for record in records.chunks_exact(RECORD) {
        mission.push(Waypoint {
            latitude: number(&record[..8])?,
            longitude: number(&record[8..])?,
        });
    }
    Some(mission)
}
// --- vulnerable ---
const RECORD: u32 = 16;

pub struct Waypoint {
    pub latitude: f64,
    pub longitude: f64,
}

fn number(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.try_into().ok()?)).filter(|value| value.is_finite())
}

/// A count in four bytes, low byte first, and then the records.
pub fn read_mission(file: &[u8]) -> Option<Vec<Waypoint>> {
    let (head, body) = file.split_first_chunk::<4>()?;
    let count = u32::from_le_bytes(*head);
    let length = count * RECORD;
    let records = body.get(..length as usize)?;
    let mut mission = Vec::with_capacity(count as usize);
    for record in records.chunks_exact(RECORD as usize) {
        mission.push(Waypoint {
            latitude: number(&record[..8])?,
            longitude: number(&record[8..])?,
        });
    }
    Some(mission)
}
