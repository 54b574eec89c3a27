//! Voice messages.

use bytes::Bytes;

use crate::rule::Rule;

/// A recording in one of the containers that browsers make and models hear.
#[derive(Debug, Clone)]
pub struct AudioClip {
    /// The recording.
    pub bytes: Bytes,
    /// How a file of this kind ends; a model's server tells the kind by it.
    pub extension: &'static str,
}

/// Speech in a browser's recording has 24 to 64 thousand bits a second; what has more is taken for longer than it is.
const BYTES_A_SECOND: usize = 4_000;

impl AudioClip {
    /// How long it is, by its size: what a wav says of itself, and an estimate for what is compressed. For limits, not for clocks.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        let told = (self.extension == "wav").then(|| self.bytes.get(28..32)).flatten();
        let told = told.and_then(|rate| rate.try_into().ok()).map(u32::from_le_bytes).filter(|rate| *rate >= 1_000);
        let rate = told.and_then(|rate| usize::try_from(rate).ok()).unwrap_or(BYTES_A_SECOND);
        i64::try_from(self.bytes.len().div_ceil(rate)).unwrap_or(i64::MAX)
    }
}

impl TryFrom<Bytes> for AudioClip {
    type Error = Rule;

    /// Tells the kind by the first bytes, because what a request says of its own type may be wrong.
    fn try_from(bytes: Bytes) -> Result<Self, Self::Error> {
        if bytes.is_empty() {
            return Err(Rule::new("empty", "expected a recording"));
        }
        let extension = extension(&bytes).ok_or_else(|| Rule::new("not_audio", "expected webm, ogg, mp4, mp3, wav or flac"))?;
        Ok(Self { bytes, extension })
    }
}

fn extension(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("webm"),
        [b'O', b'g', b'g', b'S', ..] => Some("ogg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("mp4"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("wav"),
        [b'f', b'L', b'a', b'C', ..] => Some("flac"),
        [b'I', b'D', b'3', ..] => Some("mp3"),
        // An MPEG audio frame: eleven set bits, a layer, a bit rate.
        [0xff, second, third, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 && third & 0xf0 != 0xf0 => Some("mp3"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_as_long_as_its_size_tells() {
        let clip = |start: &[u8], size: usize| {
            let mut bytes = start.to_vec();
            bytes.resize(size, 0);
            AudioClip::try_from(Bytes::from(bytes)).unwrap().seconds()
        };
        assert_eq!([clip(b"OggS", 4), clip(b"OggS", 40_000), clip(b"\x1a\x45\xdf\xa3", 40_001)], [1, 10, 11]);
        // Sixteen thousand samples of two bytes.
        let mut wav = *b"RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0";
        assert_eq!(clip(&wav, 320_000), 10);
        // One that says it has no bytes a second.
        wav[28..32].fill(0);
        assert_eq!(clip(&wav, 320_000), 80);
    }

    #[test]
    fn tells_a_recording_by_its_first_bytes() {
        let kind =
            |bytes: &'static [u8]| AudioClip::try_from(Bytes::from_static(bytes)).map(|clip| clip.extension).map_err(|e| e.code);
        assert_eq!(kind(b"\x1a\x45\xdf\xa3\x01"), Ok("webm"));
        assert_eq!(kind(b"OggS\0\x02"), Ok("ogg"));
        assert_eq!(kind(b"\0\0\0\x20ftypisom"), Ok("mp4"));
        assert_eq!(kind(b"RIFF\x24\0\0\0WAVEfmt "), Ok("wav"));
        assert_eq!(kind(b"\xff\xfb\x90\x00"), Ok("mp3"));
        assert_eq!(kind(b""), Err("empty"));
        assert_eq!(kind(b"<html>"), Err("not_audio"));
        assert_eq!(kind(b"RIFF\x24\0\0\0AVI "), Err("not_audio"));
    }
}
