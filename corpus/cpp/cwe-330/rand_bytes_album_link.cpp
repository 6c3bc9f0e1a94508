// seccoder-example: 1
// title: Make the secret part of a link to a photo album
// guideline: Draw secrets from RAND_bytes; an mt19937 seeded by the clock can be guessed.
// cwe: CWE-330, CWE-338
// apis: RAND_bytes, std::mt19937
// applies: OpenSSL
// --- secure ---
#include <array>
#include <openssl/rand.h>
#include <stdexcept>
#include <string>

// 128 random bits as 32 hexadecimal digits.
std::string album_link_secret() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("no random bytes");
    }
    std::string secret;
    for (const unsigned char byte : bytes) {
        secret += kDigits[byte >> 4];
        secret += kDigits[byte & 15];
    }
    return secret;
}
// --- vulnerable ---
#include <array>
#include <ctime>
#include <random>
#include <string>

// 128 random bits as 32 hexadecimal digits.
std::string album_link_secret() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::array<unsigned char, 16> bytes{};
    std::mt19937 generator(static_cast<unsigned>(std::time(nullptr)));
    for (unsigned char& byte : bytes) {
        byte = static_cast<unsigned char>(generator());
    }
    std::string secret;
    for (const unsigned char byte : bytes) {
        secret += kDigits[byte >> 4];
        secret += kDigits[byte & 15];
    }
    return secret;
}
