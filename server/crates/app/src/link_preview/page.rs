//! What a page says of itself: the Open Graph properties in its head, Twitter's names for them, its title.

use std::collections::HashMap;

use chinwag_model::link_preview::{LinkPreview, OpenGraph, OpenGraphImage};
use html5gum::{StartTag, Token, Tokenizer};
use url::Url;

/// Most characters of a title, a description, a short name.
const TITLE_MAX: usize = 300;
const TEXT_MAX: usize = 1000;
const NAME_MAX: usize = 100;
/// Most pictures of a page.
const IMAGES_MAX: usize = 4;

/// Reads a page (its beginning is enough) that came from `base`.
pub(super) fn read(html: &str, base: &Url) -> LinkPreview {
    let mut reader = Reader::new(base);
    let Ok(()) = reader.walk(html);
    reader.finish()
}

struct Reader<'a> {
    base: &'a Url,
    values: HashMap<String, String>,
    images: Vec<OpenGraphImage>,
    title: String,
    in_title: bool,
}

impl<'a> Reader<'a> {
    fn new(base: &'a Url) -> Self {
        Self { base, values: HashMap::new(), images: Vec::new(), title: String::new(), in_title: false }
    }

    fn walk(&mut self, html: &str) -> Result<(), std::convert::Infallible> {
        for token in Tokenizer::new(html) {
            match token? {
                Token::StartTag(tag) => match &*tag.name.0 {
                    b"meta" => self.meta(&tag),
                    b"title" => self.in_title = self.title.is_empty(),
                    b"body" => break,
                    _ => {}
                },
                Token::EndTag(tag) if &*tag.name.0 == b"title" => self.in_title = false,
                Token::EndTag(tag) if &*tag.name.0 == b"head" => break,
                Token::String(text) if self.in_title && self.title.len() < 4 * TITLE_MAX => {
                    self.title.push_str(&String::from_utf8_lossy(&text.0));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn meta(&mut self, tag: &StartTag<()>) {
        let value = |wanted: &[u8]| {
            tag.attributes
                .iter()
                .find(|(name, _)| &*name.0 == wanted)
                .map(|(_, value)| String::from_utf8_lossy(&value.0).trim().to_owned())
        };
        let Some(name) = value(b"property").or_else(|| value(b"name")) else { return };
        let Some(content) = value(b"content").filter(|content| !content.is_empty()) else { return };
        let name = name.to_ascii_lowercase();
        if let Some(part) = name.strip_prefix("og:image") {
            self.image(part, &content);
        } else if self.values.len() < 64 {
            self.values.entry(name).or_insert(content);
        }
    }

    fn image(&mut self, part: &str, content: &str) {
        if matches!(part, "" | ":url") {
            let Some(url) = self.absolute(content) else { return };
            // `og:image:url` repeats `og:image`.
            if self.images.len() < IMAGES_MAX && self.images.iter().all(|image| image.url != url) {
                self.images.push(OpenGraphImage { url, ..OpenGraphImage::default() });
            }
            return;
        }
        let secure = if part == ":secure_url" { self.absolute(content) } else { None };
        let Some(image) = self.images.last_mut() else { return };
        match part {
            ":secure_url" => image.secure_url = secure.unwrap_or_default(),
            ":type" => image.kind = short(content, NAME_MAX),
            ":width" => image.width = content.parse().unwrap_or_default(),
            ":height" => image.height = content.parse().unwrap_or_default(),
            _ => {}
        }
    }

    fn absolute(&self, text: &str) -> Option<String> {
        let url = self.base.join(text).ok()?;
        super::find::usable(url.as_str())
    }

    fn finish(mut self) -> LinkPreview {
        let mut pick = |names: &[&str], most: usize| {
            names.iter().find_map(|name| self.values.remove(*name)).map_or(String::new(), |v| short(&v, most))
        };
        let kind = pick(&["og:type"], NAME_MAX);
        let url = pick(&["og:url"], super::find::URL_MAX);
        let mut title = pick(&["og:title", "twitter:title"], TITLE_MAX);
        let description = pick(&["og:description", "twitter:description", "description"], TEXT_MAX);
        let site_name = pick(&["og:site_name"], NAME_MAX);
        let picture = pick(&["twitter:image", "twitter:image:src"], super::find::URL_MAX);
        if title.is_empty() {
            title = short(&self.title, TITLE_MAX);
        }
        if title.is_empty() {
            return LinkPreview::Nothing;
        }
        if self.images.is_empty()
            && let Some(url) = Some(picture).filter(|p| !p.is_empty()).and_then(|p| self.absolute(&p))
        {
            self.images.push(OpenGraphImage { url, ..OpenGraphImage::default() });
        }
        let url = self.absolute(&url).filter(|_| !url.is_empty()).unwrap_or_else(|| self.base.to_string());
        LinkPreview::Page(OpenGraph { kind, url, title, description, site_name, images: self.images })
    }
}

/// One line of at most `most` characters.
fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> LinkPreview {
        read(html, &Url::parse("https://example.org/dir/page").expect("an address"))
    }

    #[test]
    fn open_graph_properties_are_read_and_relative_pictures_made_whole() {
        let LinkPreview::Page(found) = page(
            "<html><head><title>Plain</title>
             <meta property='og:title' content='Tom &amp; Jerry'><meta property=og:type content=article>
             <meta name=\"og:description\" content=\"two\n  lines\"><META PROPERTY='og:site_name' CONTENT='Example'>
             <meta property='og:image' content='../a.png'><meta property='og:image:width' content='640'>
             <meta property='og:image:height' content='x'><meta property='og:image' content='javascript:alert(1)'>
             </head><body><meta property='og:title' content='late'></body></html>",
        ) else {
            panic!("a page");
        };
        assert_eq!(
            (&*found.title, &*found.kind, &*found.description, &*found.site_name, &*found.url),
            ("Tom & Jerry", "article", "two lines", "Example", "https://example.org/dir/page")
        );
        let image = &found.images[..];
        assert_eq!(image.len(), 1, "{image:?}");
        assert_eq!((&*image[0].url, image[0].width, image[0].height), ("https://example.org/a.png", 640, 0));
    }

    #[test]
    fn a_page_without_properties_shows_its_title_and_one_without_a_title_nothing() {
        let LinkPreview::Page(found) = page("<title> A  page </title><meta name=description content=about>")
        else {
            panic!("a page");
        };
        assert_eq!((&*found.title, &*found.description), ("A page", "about"));
        assert_eq!(page("<p>nothing here"), LinkPreview::Nothing);
        assert_eq!(page(""), LinkPreview::Nothing);
    }

    #[test]
    fn long_texts_are_cut() {
        let LinkPreview::Page(found) = page(&format!("<title>{}</title>", "ä".repeat(5000))) else {
            panic!("a page");
        };
        assert_eq!(found.title.chars().count(), TITLE_MAX);
        assert!(found.title.ends_with('…'));
    }
}
