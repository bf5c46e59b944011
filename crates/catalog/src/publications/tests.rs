use super::*;
use crate::testing;
use domain::user::Role;
use domain::video::Visibility;
use persistence::testing::{Statements, World};
use std::time::Duration;

persistence::on_both_databases! {
    async fn only_what_is_listed_is_told_and_the_map_holds_each_once(test: TestDb) {
        let mut world = World::new(&test);
        let (ana, eve) = (world.account("ana", Role::Creator).await, world.account("eve", Role::Creator).await);
        let mut published = Vec::new();
        for number in 0..7 {
            // Two of each moment.
            world.clock.forward(Duration::from_millis(number % 2));
            published.push(world.publish(if number == 3 { &eve } else { &ana }, &format!("film {number}")).await);
        }
        for (id, visibility) in [(published[1], Visibility::Unlisted), (published[2], Visibility::Private)] {
            world.edit(id, |video| video.metadata.visibility = visibility).await;
        }
        let statements = Statements::of(&mut world.db);
        let ctx = testing::ctx(&world);
        let titles = |views: Vec<PublicationView>| views.into_iter().map(|view| view.summary.title).collect::<Vec<_>>();
        assert_eq!(titles(latest(&ctx, None).await.unwrap()), ["film 6", "film 5", "film 4", "film 3", "film 0"]);
        assert_eq!(titles(latest(&ctx, Some(eve.user_id)).await.unwrap()), ["film 3"]);
        assert_eq!(statements.take().len(), 2);

        let places = publication::places(&ctx.db, 2).await.unwrap();
        let mut mapped = Vec::new();
        for place in &places {
            let part = publication::from_place(&ctx.db, *place, 2).await.unwrap();
            mapped.extend(part.into_iter().map(|row| row.video.metadata.title));
        }
        assert_eq!((places.len(), statements.take().len()), (3, 4));
        assert_eq!(mapped, ["film 0", "film 3", "film 4", "film 5", "film 6"]);
        assert_eq!(map(&ctx).await.unwrap().len(), 1);
        assert_eq!(titles(map_part(&ctx, places[0]).await.unwrap()).len(), 5);
    }
}
