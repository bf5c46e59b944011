//! Finds the web app to embed: `clients/web/dist` if it was built, else pages that say how.

#![expect(clippy::disallowed_methods, reason = "this is how Cargo talks with build scripts")]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const MISSING: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Claqueta</title>
<body style="font-family:system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem;line-height:1.5">
<h1>Claqueta is running</h1>
<p>The web app is not part of this build, because it had not been built before the server was.
With Node 20 or newer, run <code>npm ci &amp;&amp; npm run build</code> in <code>clients/web</code>, then build the server again.</p>
<p lang="es">La aplicación web no forma parte de esta compilación. Con Node 20 o posterior, ejecute
<code>npm ci &amp;&amp; npm run build</code> en <code>clients/web</code> y compile de nuevo el servidor.</p>
<p>The API works without it: <a href="/api/docs/">its documentation</a>.</p>
</body>
</html>
"#;

fn main() -> io::Result<()> {
    let crate_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let dist = crate_dir.join("../../clients/web/dist");
    // Cargo runs this again on every build while a watched path is missing; an empty folder, which
    // git ignores, saves that. A read-only tree only loses the saving.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=build.rs");
    let folder = if dist.join("index.html").is_file() { dist.canonicalize()? } else { explaining_page()? };
    println!("cargo:rustc-env=CLAQUETA_WEB_DIST={}", folder.display());
    Ok(())
}

fn explaining_page() -> io::Result<PathBuf> {
    let folder = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("web");
    fs::create_dir_all(&folder)?;
    for page in ["index.html", "embed.html"] {
        fs::write(folder.join(page), MISSING)?;
    }
    Ok(folder)
}
