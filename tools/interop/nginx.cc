#include "tools/interop/ours.h"
#include "tools/interop/servers.h"

namespace omnitls::tools::peers {

Words NginxCommand(const std::string& program, const std::string& port, const std::string& settings,
                   const std::string& locations) {
  const std::string directory = TemporaryDirectory();
  std::string temporary;
  for (const char* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    temporary += std::string(what) + "_temp_path " + directory + "/" + what + "; ";
  }
  const std::string configuration =
      WriteFile("nginx.conf",
                "daemon off; master_process off; pid " + directory + "/nginx.pid;\n" +
                    "error_log stderr notice; user root;\n"  // It must not change to another.
                    "events {}\nhttp { access_log off; " +
                    temporary + "\nserver { listen 127.0.0.1:" + port + " ssl;\n" + settings +
                    "\nssl_certificate " + File("server.pem") + "; ssl_certificate_key " +
                    File("server.key") + ";\n" + locations + "\n} }\n");
  return {program, "-p", directory, "-c", configuration, "-e", "stderr"};
}

}  // namespace omnitls::tools::peers
