#ifndef OMNITLS_OMNITLS_H_
#define OMNITLS_OMNITLS_H_

// Everything a program needs, but for the transports (omnitls/transports/*.h) and omnitls/danger.h.
#include "omnitls/acceptor.h"         // IWYU pragma: export
#include "omnitls/algorithms.h"       // IWYU pragma: export
#include "omnitls/backend.h"          // IWYU pragma: export
#include "omnitls/capabilities.h"     // IWYU pragma: export
#include "omnitls/channel_binding.h"  // IWYU pragma: export
#include "omnitls/connection.h"       // IWYU pragma: export
#include "omnitls/context.h"          // IWYU pragma: export
#include "omnitls/early_data.h"       // IWYU pragma: export
#include "omnitls/error.h"            // IWYU pragma: export
#include "omnitls/hello_decision.h"   // IWYU pragma: export
#include "omnitls/key_log.h"          // IWYU pragma: export
#include "omnitls/post_handshake.h"   // IWYU pragma: export
#include "omnitls/pre_shared_key.h"   // IWYU pragma: export
#include "omnitls/replay_guard.h"     // IWYU pragma: export
#include "omnitls/server_name.h"      // IWYU pragma: export
#include "omnitls/session.h"          // IWYU pragma: export
#include "omnitls/signer.h"           // IWYU pragma: export
#include "omnitls/traffic_secrets.h"  // IWYU pragma: export
#include "omnitls/transport.h"        // IWYU pragma: export

#endif  // OMNITLS_OMNITLS_H_
