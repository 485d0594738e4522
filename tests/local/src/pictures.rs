//! A handful of pictures, computed: what a customer's bucket holds in the journey.
use anyhow::Result;

/// The edges of each picture, in pixels.
const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;

/// A picture: the colour of the point (x, y), both within 0–1.
type Picture = fn(f32, f32) -> [f32; 3];

/// The pictures, each a key and the bytes of a PNG.
///
/// # Errors
/// When a picture cannot be encoded.
pub fn pictures() -> Result<Vec<(&'static str, Vec<u8>)>> {
    let pictures: [(_, Picture); 5] = [
        ("sunrise.png", sunrise),
        ("nested/mandelbrot.png", mandelbrot),
        ("nested/waves.png", waves),
        ("grün & blau.png", gradient),
        ("rings.png", rings),
    ];
    let encoded = pictures.map(|(key, picture)| png(picture).map(|bytes| (key, bytes)));
    encoded.into_iter().collect()
}

/// The first picture as it was before: its older version.
///
/// # Errors
/// When it cannot be encoded.
pub fn before_sunrise() -> Result<Vec<u8>> {
    png(|x, y| sunrise(x, y).map(|light| light * 0.25))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a few hundred pixels of 8 bits"
)]
fn png(picture: Picture) -> Result<Vec<u8>> {
    let mut pixels = Vec::new();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let colour = picture(x as f32 / WIDTH as f32, y as f32 / HEIGHT as f32);
            pixels.extend(colour.map(|light| (light.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

fn sunrise(x: f32, y: f32) -> [f32; 3] {
    let to_sun = ((x - 0.5).powi(2) * 2.5 + (y - 0.7).powi(2)).sqrt();
    if to_sun < 0.12 && y < 0.75 {
        return [1.0, 0.9, 0.6];
    }
    if y >= 0.75 {
        let glitter = ((y * 90.0).sin() * (x * 40.0).cos()).max(0.0) * (0.6 - to_sun).max(0.0);
        return [0.10 + glitter, 0.12 + glitter * 0.7, 0.30];
    }
    [1.0 - to_sun * 0.9, 0.55 - to_sun * 0.4, 0.35 + to_sun * 0.3]
}

fn mandelbrot(x: f32, y: f32) -> [f32; 3] {
    let (real, imaginary) = (x * 3.2 - 2.3, y * 2.0 - 1.0);
    let (mut a, mut b, mut steps) = (0.0_f32, 0.0_f32, 0.0_f32);
    while a * a + b * b < 4.0 && steps < 60.0 {
        (a, b) = (a * a - b * b + real, 2.0 * a * b + imaginary);
        steps += 1.0;
    }
    let light = steps / 60.0;
    [light * light, light, (light * 4.0).min(1.0) * (1.0 - light)]
}

fn waves(x: f32, y: f32) -> [f32; 3] {
    let wave = (x * 18.0 + (y * 9.0).sin()).sin() * 0.5 + 0.5;
    [0.1, 0.3 + wave * 0.4, 0.5 + wave * 0.5]
}

fn gradient(x: f32, y: f32) -> [f32; 3] {
    [0.1, 1.0 - x, x.midpoint(y)]
}

fn rings(x: f32, y: f32) -> [f32; 3] {
    let radius = ((x - 0.5).powi(2) * 2.56 + (y - 0.5).powi(2)).sqrt();
    let light = (radius * 60.0).cos() * 0.5 + 0.5;
    [light, light * 0.6, 0.4]
}
