use super::*;
use crate::testing::World;
use domain::id::{NotificationId, UserId};
use domain::notification::NotificationKind;
use domain::user::Role;
use domain::{Clock as _, IdGen as _};

fn word(world: &World, to: UserId, kind: NotificationKind) -> Notification {
    let now = world.clock.now();
    Notification::new(NotificationId(world.ids.uuid(now)), to, kind, now)
}

crate::on_both_databases! {
    async fn people_are_told_what_they_want_to_hear(test: TestDb) {
        let world = World::new(&test);
        let ana = world.account("ana", Role::Creator).await.user_id;
        let eve = world.account("eve", Role::Viewer).await.user_id;
        let kim = world.account("kim", Role::Viewer).await.user_id;
        let tx = test.db.begin_write().await.unwrap();
        let off = notification_preference::ActiveModel {
            user_id: Set(ana.0),
            kind: Set("follow".to_owned()),
            enabled: Set(false),
        };
        notification_preference::Entity::insert(off).exec_without_returning(tx.conn()).await.unwrap();
        let block = user_block::ActiveModel { blocker_id: Set(ana.0), blocked_id: Set(eve.0), created_at: Set(1) };
        user_block::Entity::insert(block).exec_without_returning(tx.conn()).await.unwrap();

        let said = [
            word(&world, ana, NotificationKind::Comment).by(ana),
            word(&world, ana, NotificationKind::Comment).by(eve),
            word(&world, ana, NotificationKind::Follow).by(kim),
            word(&world, ana, NotificationKind::VideoReady),
            word(&world, eve, NotificationKind::Reply).by(ana),
        ];
        notify(&tx, &said).await.unwrap();
        notify(&tx, &[]).await.unwrap();
        let rows = notification::Entity::find().all(tx.conn()).await.unwrap();
        let mut told: Vec<(Uuid, &str)> = rows.iter().map(|row| (row.user_id, row.kind.as_str())).collect();
        told.sort_unstable();
        let mut wanted = vec![(ana.0, "video-ready"), (eve.0, "reply")];
        wanted.sort_unstable();
        assert_eq!(told, wanted);
    }
}
