// seccoder-example: 1
// title: Hash a recording while it grows, with checkpoints
// guideline: A class that frees a handle must define its copies and moves, or own it by a unique_ptr.
// cwe: CWE-415
// apis: EVP_MD_CTX_copy_ex, EVP_MD_CTX_free, std::unique_ptr
// applies: OpenSSL
// --- secure ---
#include <array>
#include <memory>
#include <new>
#include <openssl/evp.h>
#include <stdexcept>
#include <string_view>

class RunningDigest {
public:
    RunningDigest() {
        if (!ctx_ || EVP_DigestInit_ex(ctx_.get(), EVP_sha256(), nullptr) != 1) {
            throw std::bad_alloc();
        }
    }
    RunningDigest(const RunningDigest& other) {
        if (!ctx_ || EVP_MD_CTX_copy_ex(ctx_.get(), other.ctx_.get()) != 1) {
            throw std::bad_alloc();
        }
    }
    RunningDigest& operator=(const RunningDigest&) = delete;

    void add(std::string_view part) {
        if (EVP_DigestUpdate(ctx_.get(), part.data(), part.size()) != 1) {
            throw std::runtime_error("cannot hash");
        }
    }
    std::array<unsigned char, 32> finish() {
        std::array<unsigned char, 32> sum{};
        if (EVP_DigestFinal_ex(ctx_.get(), sum.data(), nullptr) != 1) {
            throw std::runtime_error("cannot hash");
        }
        return sum;
    }

private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> ctx_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};
// --- vulnerable ---
#include <array>
#include <new>
#include <openssl/evp.h>
#include <stdexcept>
#include <string_view>

class RunningDigest {
public:
    RunningDigest() {
        if (!ctx_ || EVP_DigestInit_ex(ctx_, EVP_sha256(), nullptr) != 1) {
            throw std::bad_alloc();
        }
    }
    ~RunningDigest() { EVP_MD_CTX_free(ctx_); }

    void add(std::string_view part) {
        if (EVP_DigestUpdate(ctx_, part.data(), part.size()) != 1) {
            throw std::runtime_error("cannot hash");
        }
    }
    std::array<unsigned char, 32> finish() {
        std::array<unsigned char, 32> sum{};
        if (EVP_DigestFinal_ex(ctx_, sum.data(), nullptr) != 1) {
            throw std::runtime_error("cannot hash");
        }
        return sum;
    }

private:
    EVP_MD_CTX* ctx_ = EVP_MD_CTX_new();
};
