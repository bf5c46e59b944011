//! Other people's services, one small client each: mail, and OpenSearch.
//!
//! Must not: know a database row, decide what is told to whom, or be called between the begin and the
//! commit of a transaction. A client does one thing over the network and says whether it worked, and
//! whether trying again can help.
//!
//! Start reading at [`mail`].

pub mod mail;
pub mod opensearch;
