//! Repositories for tests, built object by object.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Kind, Tree, Write as _, WriteTo};

/// Where objects are written to.
enum Objects {
    /// A file each.
    Loose(Box<gix::Repository>),
    /// All in one file, as clones have them.
    Pack(Box<Pack>),
}

impl Objects {
    fn put(&mut self, kind: Kind, data: &[u8]) -> ObjectId {
        match self {
            Self::Loose(repository) => repository.objects.write_buf(kind, data).unwrap(),
            Self::Pack(pack) => pack.put(kind, data),
        }
    }
}

/// A repository under construction. Files lie in the root or one folder below it.
pub(super) struct Repository {
    folder: tempfile::TempDir,
    objects: Objects,
    folders: BTreeMap<String, BTreeMap<String, (EntryKind, ObjectId)>>,
    trees: BTreeMap<String, ObjectId>,
    pub(super) tip: Option<ObjectId>,
    time: i64,
}

impl Repository {
    pub(super) fn new() -> Self {
        Self::with(|path| gix::init(path).unwrap())
    }

    pub(super) fn bare() -> Self {
        Self::with(|path| gix::init_bare(path).unwrap())
    }

    fn with(init: impl FnOnce(&Path) -> gix::Repository) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = init(&folder.path().join("repo"));
        fs::write(repository.git_dir().join("HEAD"), "ref: refs/heads/main\n").unwrap();
        Self {
            folder,
            objects: Objects::Loose(Box::new(repository)),
            folders: BTreeMap::new(),
            trees: BTreeMap::new(),
            tip: None,
            time: 1_600_000_000,
        }
    }

    /// A repository that is one pack when [`Repository::finish`] was called.
    pub(super) fn packed() -> Self {
        let mut new = Self::bare();
        new.objects = Objects::Pack(Box::new(Pack::new(&new.path().join("objects/pack"))));
        new
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    pub(super) fn git_dir(&self) -> PathBuf {
        let inner = self.path().join(".git");
        if inner.exists() { inner } else { self.path() }
    }

    /// Deletes an object.
    pub(super) fn lose(&self, id: ObjectId) {
        let name = id.to_string();
        let (folder, file) = name.split_at(2);
        fs::remove_file(self.git_dir().join("objects").join(folder).join(file)).unwrap();
    }

    pub(super) fn blob(&mut self, content: &[u8]) -> ObjectId {
        self.objects.put(Kind::Blob, content)
    }

    pub(super) fn set(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        let id = self.blob(content.as_ref());
        self.set_entry(path, EntryKind::Blob, id)
    }

    pub(super) fn set_entry(&mut self, path: &str, kind: EntryKind, id: ObjectId) -> &mut Self {
        let (folder, name) = path.split_once('/').unwrap_or(("", path));
        let files = self.folders.entry(folder.to_owned()).or_default();
        files.insert(name.to_owned(), (kind, id));
        self.trees.remove(folder);
        self
    }

    pub(super) fn remove(&mut self, path: &str) -> &mut Self {
        let (folder, name) = path.split_once('/').unwrap_or(("", path));
        if let Some(files) = self.folders.get_mut(folder) {
            files.remove(name);
        }
        self.trees.remove(folder);
        self
    }

    /// Commits what was set, on top of the last commit.
    pub(super) fn commit(&mut self, message: &str) -> ObjectId {
        let parents: Vec<ObjectId> = self.tip.into_iter().collect();
        self.commit_on(message, &parents)
    }

    pub(super) fn commit_on(&mut self, message: &str, parents: &[ObjectId]) -> ObjectId {
        let tree = self.tree();
        self.time += 60;
        let who = gix::actor::Signature {
            name: "A".into(),
            email: "a@host.example".into(),
            time: gix::date::Time::new(self.time, 0),
        };
        let commit = Commit {
            tree,
            parents: parents.iter().copied().collect(),
            author: who.clone(),
            committer: who,
            encoding: None,
            message: message.into(),
            extra_headers: Vec::new(),
        };
        let id = self.put(&commit);
        self.tip = Some(id);
        if matches!(self.objects, Objects::Loose(_)) {
            self.point(id);
        }
        id
    }

    fn put(&mut self, object: &impl WriteTo) -> ObjectId {
        let mut data = Vec::new();
        object.write_to(&mut data).unwrap();
        self.objects.put(object.kind(), &data)
    }

    fn tree(&mut self) -> ObjectId {
        let mut root = Vec::new();
        let folders: Vec<String> = self.folders.keys().cloned().collect();
        for folder in folders {
            let entries: Vec<Entry> = self.folders[&folder]
                .iter()
                .map(|(name, &(kind, oid))| entry(name, kind, oid))
                .collect();
            if folder.is_empty() {
                root.extend(entries);
            } else if !entries.is_empty() {
                let id = match self.trees.get(&folder) {
                    Some(id) => *id,
                    None => self.put(&sorted(entries)),
                };
                self.trees.insert(folder.clone(), id);
                root.push(entry(&folder, EntryKind::Tree, id));
            }
        }
        self.put(&sorted(root))
    }

    fn point(&self, id: ObjectId) {
        let main = self.git_dir().join("refs/heads/main");
        fs::create_dir_all(main.parent().unwrap()).unwrap();
        fs::write(main, format!("{id}\n")).unwrap();
    }

    /// Writes a pack's index and lets the branch name the last commit.
    pub(super) fn finish(&mut self) {
        if let Objects::Pack(pack) = &mut self.objects {
            pack.finish();
        }
        self.point(self.tip.unwrap());
    }
}

fn entry(name: &str, kind: EntryKind, oid: ObjectId) -> Entry {
    Entry {
        mode: kind.into(),
        filename: name.into(),
        oid,
    }
}

fn sorted(mut entries: Vec<Entry>) -> Tree {
    entries.sort();
    Tree { entries }
}

/// A pack without deltas.
struct Pack {
    path: PathBuf,
    file: std::io::BufWriter<fs::File>,
    hasher: gix::hash::Hasher,
    length: u64,
    entries: BTreeMap<ObjectId, (u32, u64)>,
}

const SHA1: gix::hash::Kind = gix::hash::Kind::Sha1;

impl Pack {
    fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let path = folder.join("pack-0000000000000000000000000000000000000000.pack");
        let mut pack = Self {
            file: std::io::BufWriter::new(fs::File::create(&path).unwrap()),
            path,
            hasher: gix::hash::hasher(SHA1),
            length: 0,
            entries: BTreeMap::new(),
        };
        // The count is filled in at the end.
        pack.file.write_all(b"PACK\0\0\0\x02\0\0\0\0").unwrap();
        pack.length = 12;
        pack
    }

    fn put(&mut self, kind: Kind, data: &[u8]) -> ObjectId {
        let id = gix::objs::compute_hash(SHA1, kind, data).unwrap();
        if self.entries.contains_key(&id) {
            return id;
        }
        let number = match kind {
            Kind::Commit => 1,
            Kind::Tree => 2,
            Kind::Blob => 3,
            Kind::Tag => 4,
        };
        let mut size = data.len();
        let mut bytes = vec![(number << 4) | (size & 15) as u8];
        size >>= 4;
        while size > 0 {
            *bytes.last_mut().unwrap() |= 128;
            bytes.push((size & 127) as u8);
            size >>= 7;
        }
        let level = flate2::Compression::fast();
        let mut encoder = flate2::write::ZlibEncoder::new(bytes, level);
        encoder.write_all(data).unwrap();
        let bytes = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        self.entries.insert(id, (crc.sum(), self.length));
        self.file.write_all(&bytes).unwrap();
        self.length += bytes.len() as u64;
        id
    }

    fn finish(&mut self) {
        self.file.flush().unwrap();
        let mut pack = fs::read(&self.path).unwrap();
        let count = u32::try_from(self.entries.len()).unwrap().to_be_bytes();
        pack[8..12].copy_from_slice(&count);
        self.hasher.update(&pack);
        let sum = std::mem::replace(&mut self.hasher, gix::hash::hasher(SHA1));
        let sum = sum.try_finalize().unwrap();
        pack.extend_from_slice(sum.as_bytes());
        fs::write(&self.path, &pack).unwrap();
        fs::write(self.path.with_extension("idx"), self.index(sum.as_bytes())).unwrap();
    }

    /// The index, version 2; a pack of the tests stays below 2 GiB.
    fn index(&self, pack_sum: &[u8]) -> Vec<u8> {
        let mut index = b"\xfftOc\0\0\0\x02".to_vec();
        let mut counts = [0_u32; 256];
        for id in self.entries.keys() {
            counts[id.as_bytes()[0] as usize] += 1;
        }
        let mut total = 0;
        for count in counts {
            total += count;
            index.extend(total.to_be_bytes());
        }
        for id in self.entries.keys() {
            index.extend(id.as_bytes());
        }
        for (crc, _) in self.entries.values() {
            index.extend(crc.to_be_bytes());
        }
        for (_, offset) in self.entries.values() {
            index.extend(u32::try_from(*offset).unwrap().to_be_bytes());
        }
        index.extend(pack_sum);
        let mut hasher = gix::hash::hasher(SHA1);
        hasher.update(&index);
        let sum = hasher.try_finalize().unwrap();
        index.extend(sum.as_bytes());
        index
    }
}
