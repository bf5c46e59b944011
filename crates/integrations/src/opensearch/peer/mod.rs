//! A stand-in for OpenSearch on this machine, for tests: the part of its interface that this crate uses, and no more.
//!
//! It behaves as the public references say (docs.opensearch.org: *Bulk*, *Index document* on external versions,
//! *Delete document*, *Search*, *Alias*, *Create index*, *Query DSL*, *Named queries*, *Whitespace tokenizer*, *Field
//! types*; elastic.co: *Update aliases*, on `remove_index`), down to what surprises: writes are seen by searches
//! after a refresh, a deleted document keeps its version, an index that is written to and isn't there is made with
//! any mapping. What OpenSearch refuses is refused, and so is everything that isn't known here, so that a test
//! can't rest on what nobody looked up.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "this is test code: what goes wrong here is a failed test")]

mod bulk;
mod http;
mod mapping;
mod query;
mod search;
mod store;

use http::Request;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A running stand-in; it ends with this value.
#[derive(Debug)]
pub struct Peer {
    url: String,
    state: Arc<Mutex<State>>,
    _server: JoinSet<()>,
}

#[derive(Debug, Default)]
struct State {
    store: Store,
    /// What a request must show; nothing: anybody may.
    authorization: Option<String>,
    /// Whether it hangs up on everybody.
    down: bool,
    /// So many requests are answered by this status and not looked at.
    refusals: (usize, u16),
    /// So many more documents are too many for now.
    busy: usize,
    /// Method and path of all requests.
    asked: Vec<String>,
}

/// A status and what is said with it.
type Answer = (u16, Value);

/// What OpenSearch says of a request that it refuses.
fn refusal(status: u16, kind: &str, reason: impl Into<String>) -> Answer {
    let error = json!({ "type": kind, "reason": reason.into() });
    (status, json!({ "error": error, "status": status }))
}

fn illegal(reason: impl Into<String>) -> Answer {
    refusal(400, "illegal_argument_exception", reason)
}

impl Peer {
    /// An empty one that anybody may use.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::<Mutex<State>>::default();
        let (mut server, shared) = (JoinSet::new(), Arc::clone(&state));
        server.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                talks.spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state, _server: server }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Settings with which it is used.
    pub fn settings(&self) -> super::OpenSearchSettings {
        super::OpenSearchSettings {
            url: self.url(),
            username: String::new(),
            password: String::new(),
            api_key: String::new(),
            index: "claqueta".to_owned(),
            // A busy machine is no fault.
            search_timeout_milliseconds: 60_000,
            write_timeout_seconds: 60,
        }
    }

    /// From now on a request must have this `Authorization`.
    pub fn demand(&self, authorization: &str) {
        self.state().authorization = Some(authorization.to_owned());
    }

    /// Hangs up on everybody, or no longer does.
    pub fn set_down(&self, down: bool) {
        self.state().down = down;
    }

    /// Answers so many requests by this status.
    pub fn refuse(&self, requests: usize, status: u16) {
        self.state().refusals = (requests, status);
    }

    /// Has no room for so many of the next documents.
    pub fn be_busy(&self, documents: usize) {
        self.state().busy = documents;
    }

    /// Lets searches see what was written, as happens each second.
    pub fn refresh(&self) {
        self.state().store.refresh_all();
    }

    /// The names of the indexes.
    pub fn indexes(&self) -> Vec<String> {
        self.state().store.indexes.keys().cloned().collect()
    }

    /// Every document of the indexes behind this alias, with its version, also those that no search sees yet.
    pub fn documents(&self, alias: &str) -> Vec<(String, i64, Value)> {
        let state = self.state();
        let indexes = state.store.indexes.values().filter(|index| index.aliases.contains(alias));
        let documents = indexes.flat_map(|index| &index.documents);
        documents.filter_map(|(id, document)| Some((id.clone(), document.version, document.source.clone()?))).collect()
    }

    /// Method and path of all requests since this was asked last.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn talk(stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut stream = tokio::io::BufReader::new(stream);
    while let Some(request) = http::read(&mut stream).await {
        let answer = {
            let mut state = lock(&state);
            state.asked.push(format!("{} {}", request.method, request.path));
            if state.down {
                return;
            }
            state.answer(&request)
        };
        if http::write(&mut stream, &answer).await.is_err() {
            return;
        }
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> Answer {
        if self.authorization.is_some() && self.authorization != request.authorization {
            return (401, json!("Unauthorized"));
        }
        if let (1.., status) = self.refusals {
            self.refusals.0 -= 1;
            return refusal(status, "es_rejected_execution_exception", "rejected execution of coordinating operation");
        }
        match self.route(request) {
            Ok(body) => (200, body),
            Err(answer) => answer,
        }
    }

    fn route(&mut self, request: &Request) -> Result<Value, Answer> {
        let path: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        match (request.method.as_str(), path.as_slice()) {
            ("PUT", [index]) if !index.starts_with('_') => self.store.create(index, &request.json(&[])?),
            ("GET", [pattern, "_alias"]) => self.store.aliases(pattern),
            ("POST", ["_aliases"]) => self.store.change_aliases(&request.json(&[])?),
            ("POST", [name, "_refresh"]) => self.store.refresh(name),
            ("POST", [name, "_bulk"]) => bulk::run(&mut self.store, &mut self.busy, name, request),
            ("POST", [name, "_search"]) => {
                let body = request.json(&["allow_partial_search_results"])?;
                search::run(&self.store, name, &body)
            }
            _ => Err((400, json!({ "error": format!("no handler found for uri [{}] and method [{}]", request.path, request.method) }))),
        }
    }
}
