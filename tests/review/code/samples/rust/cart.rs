use std::collections::{HashMap, hash_map::{self, Entry as Slot}};
use crate::price::*;
pub use super::store as shelf;
extern crate serde;

mod detail {
    pub fn helper() {}
}

/// One line of a cart. It has a price.
#[derive(Debug)]
pub struct Item<T> {
    name: T,
}

pub enum State { Open, Closed }

pub trait Counted: Clone + Sized {
    fn count(&self) -> usize;
    fn empty(&self) -> bool { self.count() == 0 }
}

type Names = Vec<String>;

impl<T> Counted for Item<T> {
    fn count(&self) -> usize { self.name.len() }
}

impl Item<String> {
    /// Adds all up.
    pub fn total(&mut self, rate: f64, (a, b): (u8, u8)) -> u64 {
        let mut sum = 0;
        for item in self.items.iter() {
            if item.cents > 0 && rate > 1.0 {
                sum += price::of(item.cents);
            } else if a > b {
                sum += 1;
            } else {
                sum -= 1;
            }
        }
        while sum > 9 || sum == 7 { sum -= 1; }
        match sum {
            1 => 2,
            _ => Vec::<u8>::new().len() as u64,
        }
    }

    async fn load() -> Result<(), Error> { println!("x"); loop { break Ok(()) } }
}

macro_rules! square { ($x:expr) => { $x * $x }; }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up() { assert_eq!(1, 1); }

    #[tokio::test]
    async fn loads() {}
}
