//! The brand image from outside.

use chinwag_testkit::TestApp;
use image::ImageFormat;
use reqwest::{Method, multipart::Form};

use crate::file::{fetch, part, picture};

#[tokio::test]
async fn an_administrator_sets_a_brand_image_that_everybody_sees_and_removes_it() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob").await);
    let path = "/brand/image";
    let set = |caller: &chinwag_testkit::Caller, bytes: Vec<u8>| {
        let caller = caller.clone();
        let form = Form::new().part("image", part("brand.png", bytes));
        async move { caller.send(caller.request(Method::POST, path).multipart(form)).await }
    };
    let anybody = app.anonymous();
    anybody.get(path).await.expect_error(404, "api.admin.get_brand_image.app_error");
    set(&bob, picture(40, 20, ImageFormat::Png)).await.expect_error(403, "api.context.permissions.app_error");
    set(&ann, b"no picture".to_vec()).await.expect_error(400, "brand.save_brand_image.decode.app_error");
    let _first = set(&ann, picture(40, 20, ImageFormat::Jpeg)).await.expect(201);
    app.clock.advance(1);
    let _second = set(&ann, picture(60, 20, ImageFormat::Png)).await.expect(201);
    let (status, headers, bytes) = fetch(&anybody, path, &[]).await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "image/png"));
    assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 60);
    bob.delete(path).await.expect_error(403, "api.context.permissions.app_error");
    let _gone = ann.delete(path).await.expect(200);
    anybody.get(path).await.expect_error(404, "api.admin.get_brand_image.app_error");
}
