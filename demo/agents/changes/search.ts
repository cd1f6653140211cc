import { append, type Change, putText, replace } from '../edits.ts';

/** Changes to the search repository. */
export const searchChanges = {
  'query-cache': {
    message: 'Cache the results of recent queries',
    edits: [
      putText(
        'src/cache.rs',
        `use std::collections::VecDeque;

use crate::query::Query;

const CAPACITY: usize = §0;

/// The results of recent queries, oldest first.
#[derive(Default)]
pub struct Cache {
    entries: VecDeque<(Query, Vec<u64>)>,
}

impl Cache {
    pub fn get(&self, query: &Query) -> Option<&[u64]> {
        let entry = self.entries.iter().find(|(known, _)| known == query);
        entry.map(|(_, found)| found.as_slice())
    }

    pub fn insert(&mut self, query: Query, found: Vec<u64>) {
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back((query, found));
    }

    /// A new document may match any query.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
`,
      ),
      replace('src/lib.rs', 'pub mod index;', 'pub mod cache;\npub mod index;'),
      replace(
        'src/index.rs',
        `        self.documents.insert(document.id, document);`,
        `        self.cache.clear();
        self.documents.insert(document.id, document);`,
      ),
      replace(
        'src/index.rs',
        `    documents: HashMap<u64, Document>,`,
        `    documents: HashMap<u64, Document>,
    cache: Cache,`,
      ),
      replace(
        'src/index.rs',
        'use crate::query::Query;',
        'use crate::cache::Cache;\nuse crate::query::Query;',
      ),
    ],
  },
  'exact-first': {
    message: 'Rank exact matches first',
    edits: [
      replace(
        'src/score.rs',
        `    hits as f32 / query.words.len().max(1) as f32
}`,
        `    let share = hits as f32 / query.words.len().max(1) as f32;
    share + exactness(query, document)
}

/// Titles that start with the exact query rank above titles with the same words in any order.
fn exactness(query: &Query, document: &Document) -> f32 {
    let title = document.title.to_lowercase();
    let is_exact = title.starts_with(&query.words.join(" "));
    if is_exact { 0.§ } else { 0.0 }
}`,
      ),
      append(
        'tests/find.rs',
        `#[test]
fn exact_titles_come_first() {
    let mut index = Index::default();
    for (id, title) in [(1, "Lamp for a desk"), (2, "Desk lamp"), (§00, "Desk")] {
        let words = title.split(' ').map(str::to_lowercase).collect();
        index.insert(Document { id, title: title.into(), words });
    }
    assert_eq!(index.find(&Query::parse("desk lamp"), 1), vec![2]);
}
`,
      ),
    ],
  },
  'faster-limit': {
    message: 'Sort only the results that are returned',
    edits: [
      replace(
        'src/index.rs',
        `        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().take(limit)`,
        `        if found.len() > limit {
            found.select_nth_unstable_by(limit, |a, b| b.0.total_cmp(&a.0));
            found.truncate(limit);
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().take(limit)`,
      ),
      replace('Cargo.toml', 'version = "0.9.4"', 'version = "0.9.§"'),
    ],
  },
} satisfies Record<string, Change>;
