//! The composed server: [`Application::build`] gives an address and something to run, to the
//! binary and to tests alike.

use crate::context::{Context, open_database};
use crate::extract::refuse_first;
use crate::settings::Settings;
use crate::shell::{RouteTable, Shell, rate_limit, shell, spare_incompressible};
use crate::{openapi, routes};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use persistence::Db;
use std::error::Error;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use utoipa_actix_web::AppExt;

/// A server that is bound and ready to run.
pub struct Application {
    address: SocketAddr,
    server: Server,
    context: Data<Context>,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A file or the listener failed.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What came of it.
        source: io::Error,
    },
    /// A part refused.
    #[error("{what}: {source}")]
    Part {
        /// What was tried.
        what: &'static str,
        /// What came of it.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StartError {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    pub(crate) fn of<E: Error + Send + Sync + 'static>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Part { what, source: Box::new(source) }
    }
}

impl Application {
    /// Binds, composes and starts to listen; requests are answered once it runs.
    ///
    /// # Errors
    /// [`StartError`] saying what could not be done.
    pub async fn build(settings: Settings) -> Result<Self, StartError> {
        let bound = bind(&settings)?;
        let db = open_database(&settings).await?;
        Self::serve(settings, bound, db).await
    }

    /// The same over a database that is open already and up to date, for those who listen to what it is asked.
    ///
    /// # Errors
    /// [`StartError`] saying what could not be done.
    pub async fn over(settings: Settings, db: Db) -> Result<Self, StartError> {
        let bound = bind(&settings)?;
        Self::serve(settings, bound, db).await
    }

    async fn serve(settings: Settings, (listener, address): (TcpListener, SocketAddr), db: Db) -> Result<Self, StartError> {
        let public_url = settings.http.public_url_for(address);
        // What it holds on the way would make everything that waits for it large.
        let context = Data::new(Box::pin(Context::over(settings, public_url, db)).await?);
        let http = &context.settings.http;
        let table = RouteTable::of(&openapi::document());
        let shell_data = Data::new(Shell::new(http, &context.public_url, table, context.clock.clone(), context.ids.clone()));
        let (for_app, workers) = (context.clone(), http.workers);
        let mut server = HttpServer::new(move || {
            let (app, _) = App::new().into_utoipa_app().configure(routes::configure).split_for_parts();
            app.app_data(for_app.clone())
                .app_data(shell_data.clone())
                .default_service(web::to(routes::fallback))
                .wrap(from_fn(refuse_first))
                .wrap(from_fn(spare_incompressible))
                .wrap(Compress::default())
                .wrap(from_fn(rate_limit))
                .wrap(from_fn(shell))
        })
        .disable_signals()
        .client_request_timeout(Duration::from_secs(http.limits.head_seconds))
        .keep_alive(Duration::from_secs(http.limits.keep_alive_seconds))
        .shutdown_timeout(http.limits.shutdown_seconds);
        if workers > 0 {
            server = server.workers(workers);
        }
        let server = server.listen(listener).map_err(StartError::io("cannot listen"))?.run();
        announce(&context, address)?;
        Ok(Self { address, server, context })
    }

    /// The bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the handlers can reach, for whoever runs beside them.
    pub fn context(&self) -> &Data<Context> {
        &self.context
    }

    /// Stops the running server: no new connections, and a time limit for running requests.
    pub fn handle(&self) -> Stopper {
        Stopper { server: self.server.handle(), context: self.context.clone() }
    }

    /// Serves until it is stopped, then writes the views that were counted until the last answer.
    ///
    /// # Errors
    /// If the listener fails.
    pub async fn run(self) -> io::Result<()> {
        let ended = self.server.await;
        // Connections for requests may have ended with the HTTP threads that opened them.
        let views = self.context.views.through(self.context.db.for_background());
        if let Err(error) = library::views::flush(&views).await {
            tracing::error!(%error, "the views of the last seconds are lost");
        }
        ended
    }
}

/// Stops a running [`Application`].
#[derive(Clone)]
pub struct Stopper {
    server: ServerHandle,
    context: Data<Context>,
}

impl Stopper {
    /// Tells long requests to come to an end, then waits for all of them, up to the time limit.
    pub async fn stop(&self) {
        self.context.stopping.cancel();
        // Uploads in progress save what came and go; their clients go on with another server.
        tokio::join!(self.context.pipeline.staging.drain(), self.server.stop(true));
    }
}

fn bind(settings: &Settings) -> Result<(TcpListener, SocketAddr), StartError> {
    let what = format!("cannot bind http.bind = {:?}", settings.http.bind);
    let listener = TcpListener::bind(&settings.http.bind).map_err(StartError::io(what.clone()))?;
    let address = listener.local_addr().map_err(StartError::io(what))?;
    Ok((listener, address))
}

/// Writes the address where scripts and tests look for it.
fn announce(context: &Context, address: SocketAddr) -> Result<(), StartError> {
    let file = context.settings.data_dir.join("claqueta.addr");
    std::fs::write(&file, format!("{address}\n")).map_err(StartError::io(format!("cannot write {}", file.display())))?;
    tracing::info!(%address, public_url = context.public_url, "listening");
    Ok(())
}
