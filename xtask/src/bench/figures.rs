//! What a suite has measured, beside what it may be.

use crate::error::{Failure, Result};

/// What a figure may be.
#[derive(Clone, Copy)]
pub(crate) enum Budget {
    AtMost(f64),
    AtLeast(f64),
    /// Only told: what a figure with a budget was made of.
    None,
}

struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    budget: Budget,
}

/// The table of a run.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    pub(crate) fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, budget: Budget) {
        self.0.push(Figure { name: name.into(), value, unit, budget });
    }

    /// Prints the table; an error when a figure is over its budget.
    pub(crate) fn tell(&self) -> Result<()> {
        println!("{:<64} {:>12}  {:<6} budget", "figure", "value", "");
        for figure in &self.0 {
            println!("{:<64} {:>12.3}  {:<6} {}", figure.name, figure.value, figure.unit, figure.verdict());
        }
        if self.0.iter().any(Figure::over) { Err(Failure::new("a figure is over its budget")) } else { Ok(()) }
    }
}

impl Figure {
    /// A figure that could not be computed keeps no budget.
    fn over(&self) -> bool {
        match self.budget {
            Budget::AtMost(limit) => self.value.is_nan() || self.value > limit,
            Budget::AtLeast(limit) => self.value.is_nan() || self.value < limit,
            Budget::None => false,
        }
    }

    fn verdict(&self) -> String {
        let word = if self.over() { "over" } else { "within" };
        match self.budget {
            Budget::AtMost(limit) => format!("at most {limit}: {word}"),
            Budget::AtLeast(limit) => format!("at least {limit}: {word}"),
            Budget::None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_a_budget_is_an_error() {
        let told = |value, budget| {
            let mut figures = Figures::default();
            figures.add("one", value, "x", budget);
            figures.tell().is_ok()
        };
        assert!(told(2.0, Budget::AtMost(2.0)) && told(0.75, Budget::AtLeast(0.75)) && told(9.0, Budget::None));
        assert!(!told(2.1, Budget::AtMost(2.0)) && !told(0.7, Budget::AtLeast(0.75)));
        assert!(!told(f64::NAN, Budget::AtMost(2.0)) && !told(f64::NAN, Budget::AtLeast(0.75)));
    }
}
