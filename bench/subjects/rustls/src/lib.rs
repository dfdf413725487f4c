//! rustls with a C interface, for //bench:compare. Ciphertext goes through two functions of the
//! caller's; certificates and keys come as DER.

use std::io::{self, Read, Write};
use std::os::raw::{c_int, c_void};
use std::slice;
use std::sync::Arc;

use rustls::client::ClientSessionMemoryCache;
use rustls::server::ServerSessionMemoryCache;
use rustls::{
    Certificate, ClientConfig, ClientConnection, Connection, PrivateKey, RootCertStore,
    ServerConfig, ServerConnection, SupportedCipherSuite, Ticketer,
};

/// Reads what has come, or writes all; a read of 0 bytes: nothing has come.
type Move = extern "C" fn(user: *mut c_void, data: *mut u8, size: usize) -> usize;

pub struct Contexts {
    client: Arc<ClientConfig>,
    resuming_client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
}

pub struct End {
    connection: Connection,
    user: *mut c_void,
    read: Move,
    write: Move,
}

struct Wire {
    user: *mut c_void,
    read: Move,
    write: Move,
}

impl Read for Wire {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match (self.read)(self.user, out.as_mut_ptr(), out.len()) {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            size => Ok(size),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        Ok((self.write)(self.user, data.as_ptr() as *mut u8, data.len()))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn suites(tls12: bool, cipher: c_int) -> Vec<SupportedCipherSuite> {
    use rustls::cipher_suite::*;
    match (tls12, cipher) {
        (false, 0) => vec![TLS13_AES_128_GCM_SHA256],
        (false, 1) => vec![TLS13_AES_256_GCM_SHA384],
        (false, _) => vec![TLS13_CHACHA20_POLY1305_SHA256],
        (true, 0) => vec![
            TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ],
        (true, 1) => vec![
            TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        ],
        (true, _) => vec![
            TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ],
    }
}

unsafe fn bytes(data: *const u8, size: usize) -> Vec<u8> {
    slice::from_raw_parts(data, size).to_vec()
}

/// # Safety
/// The pointers are to as many bytes as is said.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_contexts(
    tls12: c_int,
    cipher: c_int,
    early_data: u32,
    root: *const u8,
    root_size: usize,
    leaf: *const u8,
    leaf_size: usize,
    issuer: *const u8,
    issuer_size: usize,
    key: *const u8,
    key_size: usize,
) -> *mut Contexts {
    let suites = suites(tls12 != 0, cipher);
    let versions = [if tls12 != 0 { &rustls::version::TLS12 } else { &rustls::version::TLS13 }];
    let groups = [&rustls::kx_group::X25519];
    let mut roots = RootCertStore::empty();
    roots.add(&Certificate(bytes(root, root_size))).expect("root");
    let mut client = ClientConfig::builder()
        .with_cipher_suites(&suites)
        .with_kx_groups(&groups)
        .with_protocol_versions(&versions)
        .expect("client")
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.session_storage = Arc::new(rustls::client::NoClientSessionStorage {});
    let mut resuming_client = client.clone();
    resuming_client.session_storage = ClientSessionMemoryCache::new(32);
    resuming_client.enable_early_data = early_data > 0;

    let chain = vec![
        Certificate(bytes(leaf, leaf_size)),
        Certificate(bytes(issuer, issuer_size)),
    ];
    let mut server = ServerConfig::builder()
        .with_cipher_suites(&suites)
        .with_kx_groups(&groups)
        .with_protocol_versions(&versions)
        .expect("server")
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKey(bytes(key, key_size)))
        .expect("identity");
    if early_data > 0 {
        // Early data is for sessions that the server keeps.
        server.session_storage = ServerSessionMemoryCache::new(1024);
        server.max_early_data_size = early_data;
    } else {
        server.ticketer = Ticketer::new().expect("tickets");
    }
    Box::into_raw(Box::new(Contexts {
        client: Arc::new(client),
        resuming_client: Arc::new(resuming_client),
        server: Arc::new(server),
    }))
}

/// # Safety
/// `contexts` comes from omnitls_bench_rustls_contexts.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_free_contexts(contexts: *mut Contexts) {
    drop(Box::from_raw(contexts));
}

/// `resumes`: with the session cache, which then gets this connection's session, too.
///
/// # Safety
/// `contexts` comes from omnitls_bench_rustls_contexts.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_open(
    contexts: *const Contexts,
    is_client: c_int,
    resumes: c_int,
    user: *mut c_void,
    read: Move,
    write: Move,
) -> *mut End {
    let contexts = &*contexts;
    let connection: Connection = if is_client != 0 {
        let config = if resumes != 0 { &contexts.resuming_client } else { &contexts.client };
        let name = rustls::ServerName::try_from("server.test").expect("name");
        ClientConnection::new(config.clone(), name).expect("client").into()
    } else {
        ServerConnection::new(contexts.server.clone()).expect("server").into()
    };
    Box::into_raw(Box::new(End { connection, user, read, write }))
}

/// # Safety
/// `end` comes from omnitls_bench_rustls_open.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_close(end: *mut End) {
    drop(Box::from_raw(end));
}

impl End {
    fn wire(&self) -> Wire {
        Wire { user: self.user, read: self.read, write: self.write }
    }
    fn send(&mut self) {
        let mut wire = self.wire();
        while self.connection.wants_write() {
            self.connection.write_tls(&mut wire).expect("write_tls");
        }
    }
    /// False: nothing has come.
    fn receive(&mut self) -> bool {
        let mut wire = self.wire();
        match self.connection.read_tls(&mut wire) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
            Err(error) => panic!("read_tls: {}", error),
        }
        self.connection.process_new_packets().expect("process_new_packets");
        true
    }
}

/// 1: done; 0: it waits.
///
/// # Safety
/// `end` comes from omnitls_bench_rustls_open.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_handshake(end: *mut End) -> c_int {
    let end = &mut *end;
    loop {
        end.send();
        if !end.connection.is_handshaking() {
            return 1;
        }
        if !end.receive() {
            return 0;
        }
    }
}

/// What came; 0: it waits.
///
/// # Safety
/// As above, and `out` has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_read(end: *mut End, out: *mut u8, size: usize) -> usize {
    let end = &mut *end;
    let out = slice::from_raw_parts_mut(out, size);
    loop {
        match end.connection.reader().read(out) {
            Ok(size) => return size,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => panic!("read: {}", error),
        }
        if !end.receive() {
            return 0;
        }
    }
}

/// # Safety
/// As above.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_write(end: *mut End, data: *const u8, size: usize) -> usize {
    let end = &mut *end;
    let put = end.connection.writer().write(slice::from_raw_parts(data, size)).expect("write");
    end.send();
    put
}

/// # Safety
/// As above; a client.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_write_early(end: *mut End, data: *const u8, size: usize) -> usize {
    let end = &mut *end;
    match &mut end.connection {
        Connection::Client(client) => match client.early_data() {
            Some(mut early) => early.write(slice::from_raw_parts(data, size)).expect("early data"),
            None => 0,
        },
        Connection::Server(_) => 0,
    }
}

/// How many bytes of early data have come.
///
/// # Safety
/// As above; a server.
#[no_mangle]
pub unsafe extern "C" fn omnitls_bench_rustls_read_early(end: *mut End, out: *mut u8, size: usize) -> usize {
    let end = &mut *end;
    match &mut end.connection {
        Connection::Server(server) => match server.early_data() {
            Some(mut early) => early.read(slice::from_raw_parts_mut(out, size)).unwrap_or(0),
            None => 0,
        },
        Connection::Client(_) => 0,
    }
}
