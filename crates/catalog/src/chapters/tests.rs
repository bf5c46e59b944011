use super::*;
use crate::testing;
use domain::Fault;
use domain::chapter::Chapter;
use domain::user::Role;
use persistence::testing::{Statements, World};

fn command(starts: &[f64]) -> ReplaceChapters {
    let items: Vec<_> = starts.iter().map(|at| serde_json::json!({ "start_seconds": at, "title": format!("part {at}") })).collect();
    serde_json::from_value(serde_json::json!({ "items": items })).unwrap()
}

fn told(view: &ChaptersView) -> (Option<ChapterSource>, Vec<f64>) {
    (view.source, view.items.iter().map(|item| item.start_seconds).collect())
}

persistence::on_both_databases! {
    async fn given_before_the_files_before_the_descriptions(test: TestDb) {
        let mut world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await;
        let eve = world.account("eve", Role::Creator).await;
        let id = world.publish(&ana, "film").await;
        world.edit(id, |video| video.metadata.description = "0:00 a\n0:20 b\n0:40 c\n1:40 beyond".to_owned()).await;
        let statements = Statements::of(&mut world.db);
        let ctx = testing::ctx(&world);
        let now = async || told(&get(&ctx, None, id).await.unwrap().0);
        assert_eq!(now().await, (Some(ChapterSource::Description), vec![0.0, 20.0, 40.0]));
        assert_eq!(statements.take().len(), 2, "the video with its tags, the chapters");

        let tx = ctx.db.begin_write().await.unwrap();
        let held = [Chapter { start_ms: 0, title: "x".to_owned() }, Chapter { start_ms: 9000, title: "y".to_owned() }];
        chapter::replace(&tx, id, ChapterSource::Container, &held).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(now().await, (Some(ChapterSource::Container), vec![0.0, 9.0]));

        let given = replace(&ctx, &ana, id, command(&[1.0, 2.5])).await.unwrap();
        assert_eq!(told(&given), (Some(ChapterSource::Given), vec![1.0, 2.5]));
        assert_eq!(now().await, told(&given));
        replace(&ctx, &ana, id, command(&[3.0])).await.unwrap();
        assert_eq!(now().await, (Some(ChapterSource::Given), vec![3.0]));
        replace(&ctx, &ana, id, command(&[])).await.unwrap();
        assert_eq!(now().await.0, Some(ChapterSource::Container));

        let refused = |result: Result<ChaptersView>| result.err().map_or("no error", |e| e.code());
        assert_eq!(refused(replace(&ctx, &ana, id, command(&[0.0, 60.0])).await), "chapter-beyond-end");
        assert_eq!(refused(replace(&ctx, &eve, id, command(&[0.0])).await), "forbidden");
        world.edit(id, |video| video.metadata.visibility = domain::video::Visibility::Private).await;
        assert_eq!(refused(replace(&ctx, &eve, id, command(&[0.0])).await), "video-not-found");
        assert_eq!(get(&ctx, Some(&eve), id).await.err().map(|e| e.code()), Some("video-not-found"));
    }
}
