//! Which methods each address has, read from the OpenAPI document.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use utoipa::openapi::OpenApi;

/// Every documented address with its methods. actix guards methods, so that alone it would answer
/// a known address with a wrong method by 404; this table tells 405 from 404, and fills `Allow`.
pub struct RouteTable(Vec<(ResourceDef, Vec<Method>)>);

impl RouteTable {
    /// The table of a document.
    pub fn of(document: &OpenApi) -> Self {
        let entry = |(path, item): (&String, &utoipa::openapi::PathItem)| {
            let methods = [
                (Method::GET, item.get.is_some()),
                (Method::HEAD, item.head.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::PUT, item.put.is_some()),
                (Method::PATCH, item.patch.is_some()),
                (Method::DELETE, item.delete.is_some()),
                (Method::OPTIONS, item.options.is_some()),
            ];
            let methods = methods.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect();
            // A parameter of this name stands for the rest of the path.
            (ResourceDef::new(path.replace("{path}", "{path:.*}")), methods)
        };
        Self(document.paths.paths.iter().map(entry).collect())
    }

    /// The methods that the address understands, with `HEAD` for `GET` and `OPTIONS` for all;
    /// empty where there is nothing.
    pub fn methods(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<Method> = Vec::new();
        let fitting = self.0.iter().filter(|(def, _)| def.is_match(path)).flat_map(|(_, methods)| methods);
        for method in fitting {
            if !methods.contains(method) {
                methods.push(method.clone());
            }
        }
        if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
            methods.push(Method::HEAD);
        }
        if !methods.is_empty() && !methods.contains(&Method::OPTIONS) {
            methods.push(Method::OPTIONS);
        }
        methods
    }

    /// Whether the document itself gives the address this method.
    pub fn has(&self, path: &str, method: &Method) -> bool {
        self.0.iter().any(|(def, methods)| methods.contains(method) && def.is_match(path))
    }
}
