# seccoder-example: 1
# title: Report a tide level over HTTPS to a server with a private CA
# guideline: Trust a private authority through ca_file and leave VERIFY_PEER on.
# cwe: CWE-295
# apis: Net::HTTP.start, OpenSSL::SSL::VERIFY_PEER
# applies: standard library
# --- secure ---
require "json"
require "net/http"
require "openssl"

REPORT_URL = URI("https://harbour.example/api/tide-levels")
CA_FILE = "/etc/tide-gauge/harbour-ca.pem"

def report_level(station, metres, token)
  request = Net::HTTP::Post.new(REPORT_URL, "Content-Type" => "application/json")
  request["Authorization"] = "Bearer #{token}"
  request.body = JSON.generate(station: station, metres: metres)

  options = {
    use_ssl: true,
    verify_mode: OpenSSL::SSL::VERIFY_PEER,
    ca_file: CA_FILE,
    open_timeout: 5,
    read_timeout: 10
  }
  response = Net::HTTP.start(REPORT_URL.host, REPORT_URL.port, options) do |http|
    http.request(request)
  end
  response.value
end
# --- vulnerable ---
require "json"
require "net/http"
require "openssl"

REPORT_URL = URI("https://harbour.example/api/tide-levels")

def report_level(station, metres, token)
  request = Net::HTTP::Post.new(REPORT_URL, "Content-Type" => "application/json")
  request["Authorization"] = "Bearer #{token}"
  request.body = JSON.generate(station: station, metres: metres)

  options = {
    use_ssl: true,
    verify_mode: OpenSSL::SSL::VERIFY_NONE,
    open_timeout: 5,
    read_timeout: 10
  }
  response = Net::HTTP.start(REPORT_URL.host, REPORT_URL.port, options) do |http|
    http.request(request)
  end
  response.value
end
