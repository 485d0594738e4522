use std::io::{self, Write};

use serde::Serialize;

/// How much is given to the sink at a time, in bytes: a compressor costs something with each call.
const CHUNK: usize = 16 * 1024;

/// Writes JSON, the elements of whose arrays come one by one.
pub(crate) struct Rows<'a> {
    sink: &'a mut dyn Write,
    chunk: Vec<u8>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(sink: &'a mut dyn Write) -> Self {
        Self {
            sink,
            chunk: Vec::with_capacity(2 * CHUNK),
        }
    }

    /// Begins the next element.
    pub(crate) fn next(&mut self) -> io::Result<()> {
        if self.chunk.last() != Some(&b'[') {
            self.chunk.push(b',');
        }
        if self.chunk.len() > CHUNK {
            self.sink.write_all(&self.chunk)?;
            self.chunk.clear();
        }
        Ok(())
    }

    /// Writes JSON that is written already.
    pub(crate) fn text(&mut self, json: &str) {
        self.chunk.extend_from_slice(json.as_bytes());
    }

    /// Writes a value.
    pub(crate) fn json(&mut self, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        serde_json::to_writer(&mut self.chunk, value).map_err(io::Error::from)
    }

    /// Gives the sink what is left.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.sink.write_all(&self.chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_separated_wherever_chunks_end() {
        let mut written = vec![];
        let mut rows = Rows::new(&mut written);
        rows.text("{\"empty\":[],\"numbers\":[");
        for number in 0..10_000 {
            rows.next().unwrap();
            rows.json(&number).unwrap();
        }
        rows.text("]}");
        rows.finish().unwrap();
        let read: serde_json::Value = serde_json::from_slice(&written).unwrap();
        let numbers: Vec<_> = (0..10_000).collect();
        assert_eq!(read, serde_json::json!({"empty": [], "numbers": numbers}));
    }
}
