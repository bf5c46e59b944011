use super::*;
use image::{GrayImage, ImageBuffer, Rgb};

fn png(picture: &DynamicImage) -> Vec<u8> {
    written(picture, ImageFormat::Png)
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Left third red, middle green, right blue.
fn flag() -> DynamicImage {
    let colours = [Rgb([255_u8, 0, 0]), Rgb([0, 255, 0]), Rgb([0, 0, 255])];
    DynamicImage::ImageRgb8(ImageBuffer::from_fn(300, 100, |x, _| colours[(x / 100) as usize]))
}

fn middle(jpeg: &[u8]) -> [u8; 3] {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
    picture.get_pixel(picture.width() / 2, picture.height() / 2).0
}

fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24)
}

#[test]
fn the_middle_becomes_squares_of_each_size() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let made = squares(&written(&flag(), format), &[64, 512]).unwrap();
        assert_eq!(made.iter().map(|(side, _)| *side).collect::<Vec<_>>(), [64, 512]);
        for (side, jpeg) in made {
            let size = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap();
            assert_eq!((size.width(), size.height()), (side, side));
            assert!(near(middle(&jpeg), [0, 255, 0]), "{format:?}: {:?}", middle(&jpeg));
        }
    }
}

#[test]
fn what_is_transparent_lies_on_white() {
    let clear = DynamicImage::ImageRgba8(ImageBuffer::from_pixel(20, 20, Rgba([0, 0, 0, 0])));
    assert!(near(middle(&squares(&png(&clear), &[64]).unwrap()[0].1), [255, 255, 255]));
}

/// A JPEG with an EXIF block that holds this orientation and the words `GPS here`.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS here");
    let mut file = jpeg[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    file.extend(exif);
    file.extend(&jpeg[2..]);
    file
}

#[test]
fn pictures_are_upright_and_tell_nothing_else() {
    // Lying: green above red; to be turned by a quarter clockwise, so that green is on the right.
    let lying = DynamicImage::ImageRgb8(ImageBuffer::from_fn(100, 100, |_, y| if y < 50 { Rgb([0_u8, 255, 0]) } else { Rgb([255, 0, 0]) }));
    let file = with_exif(&written(&lying, ImageFormat::Jpeg), 6);
    assert!(file.windows(8).any(|w| w == b"GPS here"));
    let (_, jpeg) = squares(&file, &[128]).unwrap().remove(0);
    assert!(!jpeg.windows(4).any(|w| w == b"Exif" || w == b"GPS "), "metadata came through");
    let upright = image::load_from_memory(&jpeg).unwrap().to_rgb8();
    assert!(near(upright.get_pixel(100, 64).0, [0, 255, 0]) && near(upright.get_pixel(20, 64).0, [255, 0, 0]));
}

#[test]
fn what_is_no_picture_is_refused() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#;
    for file in
        [&b""[..], b"<html><script>alert(1)</script>", svg, b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)", b"BM\x00\x00", b"\x00\x00\x01\x00"]
    {
        assert!(matches!(squares(file, &[64]), Err(AvatarError::Unsupported)), "{file:?}");
    }
    let whole = png(&flag());
    assert!(matches!(squares(&whole[..whole.len() / 2], &[64]), Err(AvatarError::Broken)));
    assert!(matches!(squares(b"\xff\xd8\xff\xe0 alert(1)", &[64]), Err(AvatarError::Broken)));
}

/// A PNG that is a header alone, of this size and kind.
fn claims(width: u32, height: u32, bits: u8, colour: u8) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([bits, colour, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    file.extend(&chunk);
    file.extend(crc32fast::hash(&chunk).to_be_bytes());
    file.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    file
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    for file in [claims(100_000, 100_000, 8, 6), claims(50_000, 50_000, 1, 0), claims(16_000, 16_000, 1, 0), claims(5_759, 5_759, 16, 6)] {
        let told = squares(&file, &[64]).unwrap_err();
        assert!(matches!(told, AvatarError::TooLarge | AvatarError::Broken), "{told:?}");
    }
    // All of it is there, and it is small: a real bomb.
    let real = png(&DynamicImage::ImageLuma8(GrayImage::new(8_192, 8_192)));
    assert!(real.len() < 1_000_000);
    assert!(matches!(squares(&real, &[64]), Err(AvatarError::TooLarge)));
}

#[test]
fn a_line_of_one_pixel_is_a_picture() {
    let line = DynamicImage::ImageLuma8(GrayImage::new(1, 300));
    assert_eq!(squares(&png(&line), &[64]).unwrap().len(), 1);
}
