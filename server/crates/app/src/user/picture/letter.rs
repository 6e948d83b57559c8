//! A letter drawn as round strokes on a colour, without a font of the machine's.
//!
//! A glyph is a few lines on a grid of 8 × 12; a pixel is as white as it is near to one of them.

use chinwag_model::UserId;
use image::{DynamicImage, Rgba, RgbaImage};

use crate::picture::{PictureError, png};

/// Backgrounds on which white can be read (contrast 4.5 and more).
const COLOURS: [[u8; 3]; 12] = [
    [0x1d, 0x6f, 0xa5],
    [0x8e, 0x44, 0x9b],
    [0xb0, 0x3a, 0x5b],
    [0x2e, 0x7d, 0x4f],
    [0x9a, 0x5b, 0x13],
    [0x3f, 0x51, 0xb5],
    [0x00, 0x79, 0x6b],
    [0xc0, 0x39, 0x2b],
    [0x5d, 0x6d, 0x1e],
    [0x6a, 0x4c, 0x93],
    [0x45, 0x5a, 0x64],
    [0xa0, 0x3d, 0x7c],
];

/// Half the thickness of a stroke, in units of the grid.
const PEN: f32 = 0.85;

/// The letter or digit a name is shown by.
pub(super) fn of(name: &str) -> char {
    name.chars().find(char::is_ascii_alphanumeric).map_or('?', |c| c.to_ascii_uppercase())
}

/// Lines through points `x,y`; lines are separated by `/`, points by spaces.
fn glyph(letter: char) -> &'static str {
    match letter {
        'A' => "0,12 4,0 8,12/1.5,8 6.5,8",
        'B' => "0,0 0,12 5,12 7,11 8,9 7,7 5,6 0,6/5,6 6.6,5 7.2,3 6.6,1 5,0 0,0",
        'C' => "8,2.5 6.5,.7 4,0 1.5,1 .3,3.5 0,6 .3,8.5 1.5,11 4,12 6.5,11.3 8,9.5",
        'D' => "0,0 0,12 4,12 6.5,11 7.8,8.5 8,6 7.8,3.5 6.5,1 4,0 0,0",
        'E' => "8,0 0,0 0,12 8,12/0,6 6.5,6",
        'F' => "8,0 0,0 0,12/0,6 6.5,6",
        'G' => "8,2.5 6.5,.7 4,0 1.5,1 .3,3.5 0,6 .3,8.5 1.5,11 4,12 6.5,11.3 8,9.5/8,9.5 8,6.5 4.8,6.5",
        'H' => "0,0 0,12/8,0 8,12/0,6 8,6",
        'I' => "4,0 4,12/1.5,0 6.5,0/1.5,12 6.5,12",
        'J' => "7,0 7,8.5 6.3,11 4,12 1.7,11.3 .8,9",
        'K' => "0,0 0,12/8,0 0,7/2.6,4.8 8,12",
        'L' => "0,0 0,12 7.5,12",
        'M' => "0,12 0,0 4,7 8,0 8,12",
        'N' => "0,12 0,0 8,12 8,0",
        'O' => "4,0 1.5,1 .3,3.5 0,6 .3,8.5 1.5,11 4,12 6.5,11 7.7,8.5 8,6 7.7,3.5 6.5,1 4,0",
        'P' => "0,12 0,0 5,0 7.2,1 8,3.3 7.2,5.6 5,6.6 0,6.6",
        'Q' => "4,0 1.5,1 .3,3.5 0,6 .3,8.5 1.5,11 4,12 6.5,11 7.7,8.5 8,6 7.7,3.5 6.5,1 4,0/5,9 8.4,12.6",
        'R' => "0,12 0,0 5,0 7.2,1 8,3.3 7.2,5.6 5,6.6 0,6.6/4.5,6.6 8,12",
        'S' => "7.6,2 6,.5 4,0 1.6,.7 .5,2.8 1.3,5 4,6 6.8,7 7.8,9.2 6.6,11.3 4,12 1.8,11.5 .2,10",
        'T' => "0,0 8,0/4,0 4,12",
        'U' => "0,0 0,8 .6,10.3 2,11.6 4,12 6,11.6 7.4,10.3 8,8 8,0",
        'V' => "0,0 4,12 8,0",
        'W' => "-.6,0 1.8,12 4,4 6.2,12 8.6,0",
        'X' => "0,0 8,12/8,0 0,12",
        'Y' => "0,0 4,6 8,0/4,6 4,12",
        'Z' => "0,0 8,0 0,12 8,12",
        '0' => "4,0 1.6,1 .4,3.5 .2,6 .4,8.5 1.6,11 4,12 6.4,11 7.6,8.5 7.8,6 7.6,3.5 6.4,1 4,0/2.2,9 5.8,3",
        '1' => "1.5,2.5 4.5,0 4.5,12/1.5,12 7.5,12",
        '2' => ".5,3 1.3,.9 4,0 6.8,.9 7.6,3.2 6.6,5.6 .3,12 8,12",
        '3' => {
            ".6,1.8 2,.4 4,0 6.4,.6 7.3,2.8 6.4,5 3.5,5.8/3.5,5.8 6.8,6.6 7.8,8.9 6.8,11.2 4,12 1.8,11.6 .3,10"
        }
        '4' => "6,12 6,0 0,8.5 8,8.5",
        '5' => "7.2,0 1.2,0 .7,5.6 3,4.8 5.6,5 7.4,6.4 7.9,8.6 7,10.9 4.6,12 2,11.7 .3,10.2",
        '6' => "6.8,1 4.6,0 2.2,1 .7,4 .3,8 1.2,10.9 4,12 6.8,11 7.8,8.5 6.8,6 4,5 1.6,5.9 .4,8",
        '7' => "0,0 8,0 3,12",
        '8' => {
            "4,5.8 1.6,5 .8,2.9 1.8,.8 4,0 6.2,.8 7.2,2.9 6.4,5 4,5.8 1.2,6.8 .2,9.1 1.4,11.3 4,12 6.6,11.3 7.8,9.1 6.8,6.8 4,5.8"
        }
        '9' => "1.2,11 3.4,12 5.8,11 7.3,8 7.7,4 6.8,1.1 4,0 1.2,1 .2,3.5 1.2,6 4,7 6.4,6.1 7.6,4",
        _ => ".5,3 1.3,.9 4,0 6.8,.9 7.6,3.2 6.4,5.2 4,6.6 4,8.4/4,11.6 4,12",
    }
}

/// Letters whose long strokes are curves.
const ROUND: &str = "CGJOQSU03689";

type Line = ((f32, f32), (f32, f32));

fn lines(letter: char) -> Vec<Line> {
    let point = |text: &str| {
        let (x, y) = text.split_once(',')?;
        Some((x.parse::<f32>().ok()?, y.parse::<f32>().ok()?))
    };
    let mut out = Vec::new();
    for stroke in glyph(letter).split('/') {
        let mut points: Vec<_> = stroke.split(' ').filter_map(point).collect();
        if ROUND.contains(letter) && points.len() >= 7 {
            points = rounded(&points);
        }
        out.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
    }
    out
}

/// A curve through the points (Catmull-Rom).
fn rounded(points: &[(f32, f32)]) -> Vec<(f32, f32)> {
    const STEPS: u8 = 6;
    let last = points.len() - 1;
    let mut out = Vec::with_capacity(points.len() * usize::from(STEPS));
    for i in 0..last {
        let (a, b, c, d) = (points[i.saturating_sub(1)], points[i], points[i + 1], points[(i + 2).min(last)]);
        let mix = |a: f32, b: f32, c: f32, d: f32, t: f32| {
            b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
        };
        for step in 0..STEPS {
            let t = f32::from(step) / f32::from(STEPS);
            out.push((mix(a.0, b.0, c.0, d.0, t), mix(a.1, b.1, c.1, d.1, t)));
        }
    }
    out.push(points[last]);
    out
}

/// Distance of a point from a line.
fn distance((px, py): (f32, f32), ((ax, ay), (bx, by)): Line) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let t = if length == 0.0 { 0.0 } else { (((px - ax) * dx + (py - ay) * dy) / length).clamp(0.0, 1.0) };
    ((px - ax - t * dx).powi(2) + (py - ay - t * dy).powi(2)).sqrt()
}

/// A square PNG of `side` pixels.
pub(super) fn draw(name: &str, user: UserId, side: u32) -> Result<Vec<u8>, PictureError> {
    let number = user.as_str().bytes().fold(0u32, |n, b| n.wrapping_mul(31).wrapping_add(b.into()));
    let ground = COLOURS[number as usize % COLOURS.len()];
    let lines = lines(of(name));
    // The grid fills half the height of the picture, in its middle.
    let unit = side as f32 / 24.0;
    let (left, top) = (side as f32 / 2.0 - 4.0 * unit, side as f32 / 2.0 - 6.0 * unit);
    let picture = RgbaImage::from_fn(side, side, |x, y| {
        let at = ((x as f32 + 0.5 - left) / unit, (y as f32 + 0.5 - top) / unit);
        let near = lines.iter().map(|line| distance(at, *line)).fold(f32::MAX, f32::min);
        let ink = ((PEN - near) * unit + 0.5).clamp(0.0, 1.0);
        let mix = |under: u8| (f32::from(under) + (255.0 - f32::from(under)) * ink).round() as u8;
        Rgba([mix(ground[0]), mix(ground[1]), mix(ground[2]), 255])
    });
    png(&DynamicImage::ImageRgba8(picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_and_digit_has_strokes_within_its_picture_and_no_two_are_alike() {
        let mut seen = std::collections::HashSet::new();
        for letter in ('A'..='Z').chain('0'..='9').chain(['?']) {
            let lines = lines(letter);
            assert!(!lines.is_empty(), "{letter}");
            assert!(lines.iter().all(|(a, b)| [a, b].iter().all(|p| p.0.abs() < 10.0 && p.1.abs() < 14.0)));
            assert!(seen.insert(draw(&letter.to_string(), UserId::EMPTY, 32).unwrap()), "{letter}");
        }
        assert_eq!((of("_ann"), of("7up"), of("--")), ('A', '7', '?'));
    }
}
