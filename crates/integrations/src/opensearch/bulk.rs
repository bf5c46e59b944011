//! Writing many documents at once. One request holds many writes, each of which may fail by itself.

use super::{OpenSearch, OpenSearchError, reason, send, understood};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A request is no longer than this, unless one document is: a few megabytes are what OpenSearch likes best.
const MAX_BYTES: usize = 5 << 20;
/// Pauses before who is too busy is asked again.
const PAUSES: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(500), Duration::from_millis(2500)];

/// One document to write or to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Its id.
    pub id: String,
    /// Where an equal or a greater version is already, nothing is done, and that is fine.
    pub version: i64,
    /// The document; nothing: it is taken away.
    pub document: Option<Value>,
}

/// A write that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The id of the document.
    pub id: String,
    /// Why.
    pub error: OpenSearchError,
}

impl Write {
    fn lines(&self) -> String {
        let about = json!({ "_id": self.id, "version": self.version, "version_type": "external" });
        match &self.document {
            Some(document) => format!("{}\n{document}\n", json!({ "index": about })),
            None => format!("{}\n", json!({ "delete": about })),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    items: Vec<BTreeMap<String, Item>>,
}

#[derive(Deserialize)]
struct Item {
    status: u16,
    error: Option<Value>,
}

impl Item {
    /// Whether what was asked for holds now: what has to be gone may be gone already, and what is newer stays.
    fn is_done(&self) -> bool {
        matches!((self.status, &self.error), (200..=299 | 409, _) | (404, None))
    }

    fn is_busy(&self) -> bool {
        matches!(self.status, 429 | 503)
    }
}

impl OpenSearch {
    /// Writes all of these, those that it is too busy for a few times; answers what it refused.
    ///
    /// # Errors
    /// [`OpenSearchError`] if a whole request failed: any of the writes may have been done.
    pub async fn bulk(&self, alias: &str, writes: &[Write]) -> Result<Vec<Refusal>, OpenSearchError> {
        let mut refused = Vec::new();
        let mut rest = writes;
        while !rest.is_empty() {
            let mut lines = String::new();
            let mut count = 0;
            for write in rest {
                let more = write.lines();
                if count > 0 && lines.len() + more.len() > MAX_BYTES {
                    break;
                }
                lines.push_str(&more);
                count += 1;
            }
            let (now, later) = rest.split_at(count);
            refused.extend(self.patiently(alias, now, lines).await?);
            rest = later;
        }
        Ok(refused)
    }

    async fn patiently(&self, alias: &str, writes: &[Write], lines: String) -> Result<Vec<Refusal>, OpenSearchError> {
        let (mut refused, mut busy) = self.once(alias, writes.iter().collect(), lines).await?;
        for pause in PAUSES {
            if busy.is_empty() {
                break;
            }
            tokio::time::sleep(pause).await;
            let again: Vec<&Write> = busy.iter().map(|(write, _)| *write).collect();
            let lines = again.iter().map(|write| write.lines()).collect();
            let (more, still) = self.once(alias, again, lines).await?;
            refused.extend(more);
            busy = still;
        }
        refused.extend(busy.into_iter().map(|(_, refusal)| refusal));
        Ok(refused)
    }

    /// What was refused for good, and what it was too busy for.
    async fn once<'a>(
        &self,
        alias: &str,
        writes: Vec<&'a Write>,
        lines: String,
    ) -> Result<(Vec<Refusal>, Vec<(&'a Write, Refusal)>), OpenSearchError> {
        let answer: Answer = match send(self.bulk_request(alias, lines)).await {
            Ok(body) => understood(&body)?,
            // The whole of it came at a bad time.
            Err(error @ OpenSearchError::Refused { status: 429 | 503, .. }) => {
                let busy = writes.into_iter().map(|write| (write, Refusal { id: write.id.clone(), error: error.clone() }));
                return Ok((Vec::new(), busy.collect()));
            }
            Err(error) => return Err(error),
        };
        if answer.items.len() != writes.len() {
            return Err(OpenSearchError::Strange(format!("{} answers to {} writes", answer.items.len(), writes.len())));
        }
        let (mut refused, mut busy) = (Vec::new(), Vec::new());
        for (write, item) in writes.into_iter().zip(answer.items.iter().filter_map(|item| item.values().next())) {
            if item.is_done() {
                continue;
            }
            let error = OpenSearchError::Refused { status: item.status, reason: reason(item.error.as_ref().unwrap_or(&Value::Null)) };
            let refusal = Refusal { id: write.id.clone(), error };
            if item.is_busy() { busy.push((write, refusal)) } else { refused.push(refusal) }
        }
        Ok((refused, busy))
    }
}
