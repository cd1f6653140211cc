/** The files of the search repository. */
export const searchFiles: Readonly<Record<string, string>> = {
  'README.md': '# Search\n\nProduct search for the shop.\n',
  'Cargo.toml': `[package]
name = "search"
version = "0.9.4"
edition = "2021"

[dependencies]
ahash = "0.8"
unicode-segmentation = "1.12"
`,
  'src/lib.rs': `//! Product search for the shop.

pub mod index;
pub mod query;
pub mod score;

pub use index::Index;
pub use query::Query;
`,
  'src/query.rs': `use unicode_segmentation::UnicodeSegmentation;

/// The words of a search query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    pub words: Vec<String>,
}

impl Query {
    pub fn parse(text: &str) -> Self {
        let words = text.unicode_words().map(str::to_lowercase).collect();
        Self { words }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}
`,
  'src/score.rs': `use crate::index::Document;
use crate::query::Query;

/// How well a document matches a query.
pub fn score(query: &Query, document: &Document) -> f32 {
    let hits = query
        .words
        .iter()
        .filter(|word| document.words.contains(*word))
        .count();
    hits as f32 / query.words.len().max(1) as f32
}
`,
  'src/index.rs': `use std::collections::HashMap;

use crate::query::Query;
use crate::score::score;

pub struct Document {
    pub id: u64,
    pub title: String,
    pub words: Vec<String>,
}

#[derive(Default)]
pub struct Index {
    documents: HashMap<u64, Document>,
}

impl Index {
    pub fn insert(&mut self, document: Document) {
        self.documents.insert(document.id, document);
    }

    pub fn find(&self, query: &Query, limit: usize) -> Vec<u64> {
        let mut found: Vec<(f32, u64)> = self
            .documents
            .values()
            .map(|document| (score(query, document), document.id))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().take(limit).map(|(_, id)| id).collect()
    }
}
`,
  'tests/find.rs': `use search::{index::Document, Index, Query};

#[test]
fn finds_by_word() {
    let mut index = Index::default();
    let words = vec!["desk".to_string(), "lamp".to_string()];
    index.insert(Document { id: 7, title: "Desk lamp".into(), words });
    assert_eq!(index.find(&Query::parse("Lamp"), 10), vec![7]);
}
`,
};
