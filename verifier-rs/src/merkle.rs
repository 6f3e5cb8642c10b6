//! Merkle trees as in RFC 6962: SHA-256, leaves after 0x00, nodes after 0x01.
use crate::bytes::{B32, sha256};

pub fn leaf(bytes: &[u8]) -> B32 {
    sha256(&[&[0], bytes])
}

fn node(left: &B32, right: &B32) -> B32 {
    sha256(&[&[1], left, right])
}

/// The root of leaves' hashes, in order.
#[derive(Default)]
pub struct Roots {
    size: u64,
    /// Roots of the complete subtrees, the largest first.
    stack: Vec<B32>,
}

impl Roots {
    pub fn push(&mut self, mut hash: B32) {
        let mut size = self.size;
        while size & 1 == 1 {
            hash = node(&self.stack.pop().expect("a subtree for each bit"), &hash);
            size >>= 1;
        }
        self.stack.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> B32 {
        self.stack.iter().rev().copied().reduce(|right, left| node(&left, &right)).unwrap_or_else(|| sha256(&[]))
    }
}

pub fn root(leaves: impl IntoIterator<Item = B32>) -> B32 {
    let mut roots = Roots::default();
    leaves.into_iter().for_each(|hash| roots.push(hash));
    roots.root()
}

/// The root that a path leads to (RFC 9162, section 2.1.3.2); `None` if index, size and path do not fit together.
pub fn root_of_path(hash: &B32, index: u64, size: u64, path: &[B32]) -> Option<B32> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *hash);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 6962, section 2.1.
    fn defined(leaves: &[B32]) -> B32 {
        match leaves.len() {
            0 => sha256(&[]),
            1 => leaves[0],
            n => {
                let k = 1 << (usize::BITS - 1 - (n - 1).leading_zeros());
                node(&defined(&leaves[..k]), &defined(&leaves[k..]))
            }
        }
    }

    fn path(leaves: &[B32], at: usize) -> Vec<B32> {
        if leaves.len() < 2 {
            return vec![];
        }
        let k = 1 << (usize::BITS - 1 - (leaves.len() - 1).leading_zeros());
        let (mut lower, other) = if at < k {
            (path(&leaves[..k], at), defined(&leaves[k..]))
        } else {
            (path(&leaves[k..], at - k), defined(&leaves[..k]))
        };
        lower.push(other);
        lower
    }

    #[test]
    fn roots_and_paths_are_those_of_the_definition() {
        for n in 0..40usize {
            let leaves: Vec<B32> = (0..n).map(|i| leaf(&[i as u8])).collect();
            let whole = root(leaves.iter().copied());
            assert_eq!(whole, defined(&leaves));
            for at in 0..n {
                let siblings = path(&leaves, at);
                assert_eq!(root_of_path(&leaves[at], at as u64, n as u64, &siblings), Some(whole));
                if n > 1 {
                    assert_eq!(root_of_path(&leaves[at], at as u64, n as u64, &siblings[1..]), None);
                }
            }
        }
    }
}
