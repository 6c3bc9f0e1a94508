//! Which secure code databases are used: files and servers, one over the other, signed or not.

mod signed;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seccoder::embedder::Embedder;
use seccoder::example::{ExampleFilter, ExampleStore, VectorIndex};
use seccoder::method::Method;
use seccoder::retriever::Retriever;
use seccoder::retriever::bm25::Bm25Retriever;
use seccoder::retriever::dense::DenseRetriever;
use seccoder::retriever::facets::{FacetIndexes, FacetOptions, FacetRetriever};
use seccoder::retriever::random::RandomRetriever;
use seccoder_db::store::layered::{LayerIndex, LayeredIndex, LayeredStore};
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::store::{Contents, Store};
use seccoder_db::trust::{Remember, TrustedKey, Verified, Witness, require_signed};
use seccoder_db::vectors::{StoredIndex, View};

use self::signed::{check_copy, check_has_vectors};
use crate::cli::Global;
use crate::config::Config;
use crate::failure::{Failure, Kind};
use crate::options::EmbedderArgs;
use crate::setup::Context;

/// What names the database of the data folder, which begins with the built-in examples.
const BUILT_IN: &str = "built-in";
/// Its file.
const BUILT_IN_FILE: &str = "secure-code.db";

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// The address of a PostgreSQL database.
    Server(String),
}

/// The databases of a command, the nearest first.
pub struct Databases {
    places: Vec<Place>,
    /// Public keys; unless there is none, only databases that one of them signed are served from.
    keys: Vec<PathBuf>,
}

impl Databases {
    /// By flags and settings.
    pub fn new(global: &Global, config: &Config, data: &Path) -> Result<Self, Failure> {
        let named = match &config.db {
            _ if !global.db.is_empty() => global.db.as_slice(),
            Some(named) => named.list(),
            None => &[],
        };
        let mut places = Vec::new();
        for name in named.iter().map(|name| name.trim()) {
            let place = Place::parse(name, data)?;
            if places.contains(&place) {
                return Err(Failure::usage(format!("{} is named twice", place.shown())));
            }
            places.push(place);
        }
        if places.is_empty() {
            places.push(Place::File(data.join(BUILT_IN_FILE)));
        }
        let keys = match &config.require_signed {
            _ if !global.require_signed.is_empty() => global.require_signed.clone(),
            Some(keys) => keys.clone(),
            None => Vec::new(),
        };
        Ok(Self { places, keys })
    }
}

impl Place {
    fn parse(name: &str, data: &Path) -> Result<Self, Failure> {
        if name.is_empty() {
            return Err(Failure::usage("a database's name is empty")
                .hint("--db takes files, postgres:// addresses and `built-in`"));
        }
        if name == BUILT_IN {
            return Ok(Self::File(data.join(BUILT_IN_FILE)));
        }
        if is_address(name) {
            return Ok(Self::Server(name.to_owned()));
        }
        Ok(Self::File(PathBuf::from(name)))
    }

    /// Whether there is a database already.
    pub fn exists(&self) -> Result<bool, Failure> {
        match self {
            Self::File(path) => Ok(!SqliteStore::is_new(path)),
            Self::Server(address) => server_exists(address),
        }
    }

    /// For messages, without a password.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(_) => "a PostgreSQL database".to_owned(),
        }
    }

    /// Opens it with these contents.
    pub fn open(&self, contents: &Contents<'_>) -> Result<Arc<dyn Store>, Failure> {
        match self {
            Self::File(path) => Ok(Arc::new(SqliteStore::open_with(path, contents)?)),
            Self::Server(address) => open_server(address, contents),
        }
    }
}

/// What begins like another program's address is one, also where this program cannot use it: it
/// may hold a password, and must not become a file's name.
fn is_address(name: &str) -> bool {
    name.starts_with("postgres://") || name.starts_with("postgresql://")
}

#[cfg(feature = "postgres")]
fn open_server(address: &str, contents: &Contents<'_>) -> Result<Arc<dyn Store>, Failure> {
    use seccoder_db::store::postgres::PostgresStore;

    // The driver waits for the server; the threads that serve other work go on meanwhile.
    let store = tokio::task::block_in_place(|| PostgresStore::open_with(address, contents))?;
    Ok(Arc::new(store))
}

#[cfg(feature = "postgres")]
fn server_exists(address: &str) -> Result<bool, Failure> {
    use seccoder_db::store::postgres::PostgresStore;

    let new = tokio::task::block_in_place(|| PostgresStore::is_new(address))?;
    Ok(!new)
}

#[cfg(not(feature = "postgres"))]
fn server_exists(_: &str) -> Result<bool, Failure> {
    open_server("", &Contents::empty()).map(|_| false)
}

#[cfg(not(feature = "postgres"))]
fn open_server(_: &str, _: &Contents<'_>) -> Result<Arc<dyn Store>, Failure> {
    Err(Failure::new(
        Kind::Missing,
        "this seccoder was built without PostgreSQL",
    ))
}

/// Which retriever is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The method that it serves.
    pub method: Method,
    /// How method `auto` weighs its facets.
    pub facets: FacetOptions,
}

impl From<Method> for Wanted {
    fn from(method: Method) -> Self {
        Self {
            method,
            facets: FacetOptions::default(),
        }
    }
}

/// Databases that are open, and what was signed of each, where signatures are required.
pub struct Opened {
    layers: Vec<Arc<dyn Store>>,
    verified: Vec<Verified>,
}

/// What was made when vectors were brought up to date.
#[derive(Debug, Clone, Copy, Default)]
pub struct VectorsBuilt {
    /// Examples of the database.
    pub examples: usize,
    /// Its vectors now: one of each example for each view.
    pub vectors: usize,
    /// Vectors that were missing.
    pub embedded: usize,
}

/// Public keys from their files.
pub fn trusted_keys(files: &[PathBuf]) -> Result<Vec<TrustedKey>, Failure> {
    let keys = files.iter().map(|file| {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
        Ok(TrustedKey::from_text(&text)?)
    });
    keys.collect()
}

impl Context {
    /// The nearest database: what is written to.
    pub fn place(&self) -> &Place {
        // `Databases::new` puts in the default where none is named.
        &self.databases.places[0]
    }

    /// The nearest database's file, for what only a file can do.
    pub fn db_file(&self) -> Result<&Path, Failure> {
        match self.place() {
            Place::File(path) => Ok(path),
            Place::Server(_) => Err(Failure::usage(
                "this is for database files; a server has means of its own for it",
            )),
        }
    }

    /// The databases one by one, the nearest first, brought up to date with the built-in
    /// corpus. Where signatures are required they are opened as they are.
    fn layers(&self) -> Result<Vec<Arc<dyn Store>>, Failure> {
        let contents = if self.databases.keys.is_empty() {
            Contents::built_in()
        } else {
            Contents::as_it_is()
        };
        let places = self.databases.places.iter();
        places.map(|place| place.open(&contents)).collect()
    }

    /// The databases as one.
    pub fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        Ok(as_one(&self.layers()?))
    }

    /// The nearest database alone.
    pub fn nearest(&self) -> Result<Arc<dyn Store>, Failure> {
        self.place().open(&Contents::built_in())
    }

    /// The nearest database as it is, for whoever looks whether it is as it was.
    pub fn store_as_it_is(&self) -> Result<Arc<dyn Store>, Failure> {
        self.check_exists()?;
        self.place().open(&Contents::as_it_is())
    }

    /// Fails where there is no database yet.
    pub fn check_exists(&self) -> Result<(), Failure> {
        let place = self.place();
        if place.exists()? {
            return Ok(());
        }
        Err(Failure::usage(format!("{} is not there", place.shown()))
            .hint("`seccoder db init` makes it; --db names another"))
    }

    /// Whether only signed databases may be served from.
    pub fn requires_signatures(&self) -> bool {
        !self.databases.keys.is_empty()
    }

    /// Opens the databases to serve from them; refuses those that are not as one of the required
    /// keys signed them.
    pub async fn opened(&self) -> Result<Opened, Failure> {
        let layers = self.layers()?;
        let verified = self.verified(&layers).await?;
        Ok(Opened { layers, verified })
    }

    /// What was signed of each layer; nothing where no signature is required.
    async fn verified(&self, layers: &[Arc<dyn Store>]) -> Result<Vec<Verified>, Failure> {
        let keys = trusted_keys(&self.databases.keys)?;
        let mut verified = Vec::new();
        if keys.is_empty() {
            return Ok(verified);
        }
        for (place, layer) in self.databases.places.iter().zip(layers) {
            let name = format!("{}.json", layer.stamp().await?.identity());
            let file = self.home.data.join("verified").join(name);
            let checked = match place {
                Place::File(path) => {
                    let witness = || Witness::of_sqlite(path);
                    let remember = Remember {
                        file: &file,
                        witness: &witness,
                    };
                    require_signed(&**layer, &keys, Some(&remember)).await
                }
                Place::Server(_) => require_signed(&**layer, &keys, None).await,
            };
            verified.push(checked.map_err(|error| {
                Failure::new(Kind::Database, error.to_string()).hint(
                    "`seccoder db verify --key FILE` lists every difference; `seccoder db sign` \
                     signs what is there, once somebody has looked at it",
                )
            })?);
        }
        Ok(verified)
    }

    /// The retriever that is wanted; none for method `none`.
    pub async fn retriever(
        &self,
        wanted: impl Into<Wanted>,
        args: &EmbedderArgs,
    ) -> Result<Option<Arc<dyn Retriever>>, Failure> {
        let wanted = wanted.into();
        if wanted.method == Method::None {
            return Ok(None);
        }
        self.retriever_of(&self.opened().await?, wanted, args).await
    }

    /// The retriever that is wanted, over one database.
    pub async fn retriever_over(
        &self,
        store: Arc<dyn Store>,
        wanted: impl Into<Wanted>,
        args: &EmbedderArgs,
    ) -> Result<Option<Arc<dyn Retriever>>, Failure> {
        let opened = Opened {
            layers: vec![store],
            verified: Vec::new(),
        };
        self.retriever_of(&opened, wanted, args).await
    }

    /// The retriever that is wanted, over open databases; none for method `none`.
    pub async fn retriever_of(
        &self,
        opened: &Opened,
        wanted: impl Into<Wanted>,
        args: &EmbedderArgs,
    ) -> Result<Option<Arc<dyn Retriever>>, Failure> {
        let wanted = wanted.into();
        if wanted.method.is_dense() {
            let embedder = self.embedder(args).await?;
            return Ok(Some(self.dense_retriever(opened, wanted, embedder).await?));
        }
        Ok(plain_retriever(opened, wanted.method))
    }

    /// A retriever for every method that has one, over open databases and one embedder.
    pub async fn retrievers_of(
        &self,
        opened: &Opened,
        embedder: &Arc<dyn Embedder>,
    ) -> Result<HashMap<Method, Arc<dyn Retriever>>, Failure> {
        let mut all = HashMap::new();
        for method in Method::ALL {
            let retriever = if method.is_dense() {
                let embedder = Arc::clone(embedder);
                Some(
                    self.dense_retriever(opened, method.into(), embedder)
                        .await?,
                )
            } else {
                plain_retriever(opened, method)
            };
            all.extend(retriever.map(|retriever| (method, retriever)));
        }
        Ok(all)
    }

    /// A retriever that embeds the query.
    async fn dense_retriever(
        &self,
        opened: &Opened,
        wanted: Wanted,
        embedder: Arc<dyn Embedder>,
    ) -> Result<Arc<dyn Retriever>, Failure> {
        let Wanted { method, facets } = wanted;
        let store: Arc<dyn ExampleStore> = as_one(&opened.layers);
        if method == Method::Seccoder {
            let index = self.index(opened, &*embedder, View::Code).await?;
            return Ok(Arc::new(DenseRetriever::new(embedder, index, store)));
        }
        let mut indexes = FacetIndexes::default();
        if facets.code > 0.0 {
            indexes.code = Some(self.index(opened, &*embedder, View::Code).await?);
        }
        if facets.cause > 0.0 {
            indexes.cause = Some(self.index(opened, &*embedder, View::Cause).await?);
        }
        let retriever = FacetRetriever::new(store, embedder, indexes, facets);
        Ok(Arc::new(retriever))
    }

    /// The vectors of a view in all layers, embedding what is missing.
    async fn index(
        &self,
        opened: &Opened,
        embedder: &dyn Embedder,
        view: View,
    ) -> Result<Arc<dyn VectorIndex>, Failure> {
        let mut indexes = Vec::new();
        for (number, layer) in opened.layers.iter().enumerate() {
            let signed = opened.verified.get(number);
            if let Some(signed) = signed {
                check_has_vectors(&**layer, signed, embedder, view).await?;
            }
            let bar = self.embedding_bar();
            let mut on_progress = |done: usize, total: usize| bar.show(done, total);
            let opening =
                StoredIndex::open_view(Arc::clone(layer), embedder, view, &mut on_progress);
            let index = opening.await;
            bar.finish();
            let index = index?;
            if view == View::Code && index.wants_building() {
                self.terminal.note(
                    "searching every vector; `seccoder db build` makes an index that is faster",
                );
            }
            if let Some(signed) = signed {
                check_copy(&**layer, signed, embedder, view, &index).await?;
            }
            indexes.push(LayerIndex {
                store: Arc::clone(layer),
                index: Box::new(index),
            });
        }
        if indexes.len() == 1
            && let Some(only) = indexes.pop()
        {
            return Ok(Arc::from(only.index));
        }
        Ok(Arc::new(LayeredIndex::new(indexes)))
    }

    /// Brings the nearest database's vectors up to date, with the index of very many.
    pub async fn build_index(
        &self,
        embedder: &dyn Embedder,
        on_embedded: &mut (dyn FnMut(usize, usize) + Send),
        on_indexed: &mut dyn FnMut(usize, usize),
    ) -> Result<VectorsBuilt, Failure> {
        let store = self.nearest()?;
        let mut built = VectorsBuilt {
            examples: store.count(&ExampleFilter::default()).await?,
            ..VectorsBuilt::default()
        };
        for view in View::ALL {
            let store = Arc::clone(&store);
            let mut missing = 0;
            let mut count = |done: usize, total: usize| {
                missing = total;
                on_embedded(done, total);
            };
            let mut index = StoredIndex::open_view(store, embedder, view, &mut count).await?;
            index.build(on_indexed)?;
            built.vectors += index.len();
            built.embedded += missing;
        }
        Ok(built)
    }
}

/// The retriever of a method that embeds nothing; none for method `none`.
fn plain_retriever(opened: &Opened, method: Method) -> Option<Arc<dyn Retriever>> {
    let store: Arc<dyn ExampleStore> = as_one(&opened.layers);
    match method {
        Method::Random => Some(Arc::new(RandomRetriever::new(store))),
        Method::Bm25 => Some(Arc::new(Bm25Retriever::new(store))),
        Method::None | Method::Seccoder | Method::Auto => None,
    }
}

/// Databases as one, the nearest first.
fn as_one(layers: &[Arc<dyn Store>]) -> Arc<dyn Store> {
    match layers {
        [only] => Arc::clone(only),
        layers => {
            let nearest = Arc::clone(&layers[0]);
            Arc::new(LayeredStore::new(nearest, layers[1..].to_vec()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(names: &[&str]) -> Result<Vec<Place>, Failure> {
        let global = Global {
            db: names.iter().map(ToString::to_string).collect(),
            require_signed: Vec::new(),
            private_to: Vec::new(),
            threads: None,
            offline: false,
            json: false,
            quiet: false,
        };
        let made = Databases::new(&global, &Config::default(), Path::new("/data"))?;
        Ok(made.places)
    }

    #[test]
    fn files_addresses_and_the_built_in_database_are_told_apart() {
        let built_in = Place::File(PathBuf::from("/data/secure-code.db"));
        assert_eq!(places(&[]).unwrap(), std::slice::from_ref(&built_in));
        assert_eq!(
            places(&["team.db", "postgres://h/d", "built-in"]).unwrap(),
            [
                Place::File(PathBuf::from("team.db")),
                Place::Server("postgres://h/d".to_owned()),
                built_in
            ]
        );
        assert!(places(&["x", "x"]).is_err() && places(&[""]).is_err());
    }

    #[test]
    fn a_password_is_not_shown() {
        let error = places(&["postgres://u:s3cret@h/d", "postgres://u:s3cret@h/d"]).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
