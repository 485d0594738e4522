use sha2::block_api::compress256;

type Block = [u8; 64];
type State = [u32; 8];

/// What the texts do not have in common, in bytes: the digits of a hash.
const END: usize = 64;

/// The state of SHA-256 before its first block.
///
/// Source: FIPS 180-4, section 5.3.3.
const START: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// HMAC-SHA256 of texts that differ in their last 64 bytes only: everything before has been hashed,
/// and the padding after has been written, once. A text costs the compression of its last two blocks
/// and of the outer hash's, which is all that [`hmac::Hmac`] would compress, too, but that one spends
/// as much time again on moving its buffers.
///
/// Source: RFC 2104; the padding is that of FIPS 180-4, section 5.1.1.
#[derive(Clone)]
pub(super) struct PrimedHmac {
    /// Has taken in the key and all whole blocks of the start.
    inner: State,
    /// What is left of the start, room for the end, and the padding.
    last: [Block; 3],
    /// How many of the last blocks are in use.
    blocks: usize,
    end_at: usize,
    /// Has taken in the key.
    outer: State,
}

impl PrimedHmac {
    pub(super) fn new(key: &[u8; 32], start: &[u8]) -> Self {
        let mut inner = keyed(key, 0x36);
        let (whole, rest) = start.as_chunks::<64>();
        compress256(&mut inner, whole);
        let mut last = [[0; 64]; 3];
        last.as_flattened_mut()[..rest.len()].copy_from_slice(rest);
        let blocks = pad(&mut last, rest.len() + END, whole.len() + 1);
        Self {
            inner,
            last,
            blocks,
            end_at: rest.len(),
            outer: keyed(key, 0x5c),
        }
    }

    /// The HMAC of the text that ends so.
    pub(super) fn of(&self, end: &[u8; END]) -> [u8; 32] {
        let mut last = self.last;
        last.as_flattened_mut()[self.end_at..][..END].copy_from_slice(end);
        let mut inner = self.inner;
        compress256(&mut inner, &last[..self.blocks]);
        let mut last = [[0; 64]];
        last[0][..32].copy_from_slice(&bytes(inner));
        pad(&mut last, 32, 1);
        let mut outer = self.outer;
        compress256(&mut outer, &last);
        bytes(outer)
    }
}

/// What has taken in the block that a key and a padding byte of RFC 2104 make.
fn keyed(key: &[u8; 32], padding: u8) -> State {
    let mut block = [padding; 64];
    for (byte, key) in block.iter_mut().zip(key) {
        *byte ^= key;
    }
    let mut state = START;
    compress256(&mut state, &[block]);
    state
}

/// Pads a text of `length` bytes that began `hashed` blocks before; how many blocks it then has.
fn pad(blocks: &mut [Block], length: usize, hashed: usize) -> usize {
    let padded = (length + 9).div_ceil(64);
    let bits = 8 * (64 * hashed + length) as u64;
    let text = blocks.as_flattened_mut();
    text[length] = 0x80;
    text[64 * padded - 8..64 * padded].copy_from_slice(&bits.to_be_bytes());
    padded
}

fn bytes(state: State) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.chunks_exact_mut(4).zip(state) {
        chunk.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::Sha256;

    use super::*;

    #[test]
    fn it_is_the_hmac_whatever_came_before() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 7).unwrap());
        let end: [u8; 64] = std::array::from_fn(|at| u8::try_from(at + 65).unwrap());
        for length in 0..300 {
            let start = vec![b's'; length];
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(&start);
            mac.update(&end);
            let primed = PrimedHmac::new(&key, &start);
            assert_eq!(
                primed.of(&end)[..],
                mac.finalize().into_bytes()[..],
                "{length}"
            );
        }
    }
}
