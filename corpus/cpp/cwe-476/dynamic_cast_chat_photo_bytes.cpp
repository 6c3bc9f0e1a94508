// seccoder-example: 1
// title: Add up the size of the photos in a conversation
// guideline: Test the pointer from dynamic_cast; a field that claims the type proves nothing.
// cwe: CWE-476
// apis: dynamic_cast
// applies: standard library
// --- secure ---
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct Message {
    virtual ~Message() = default;
    std::string label;  // as the sender gave it
};

struct Photo : Message {
    std::uint32_t bytes = 0;
};

std::uint64_t photo_bytes(std::span<const std::unique_ptr<Message>> conversation) {
    std::uint64_t total = 0;
    for (const auto& message : conversation) {
        if (const auto* photo = dynamic_cast<const Photo*>(message.get())) {
            total += photo->bytes;
        }
    }
    return total;
}
// --- vulnerable ---
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct Message {
    virtual ~Message() = default;
    std::string label;  // as the sender gave it
};

struct Photo : Message {
    std::uint32_t bytes = 0;
};

std::uint64_t photo_bytes(std::span<const std::unique_ptr<Message>> conversation) {
    std::uint64_t total = 0;
    for (const auto& message : conversation) {
        if (message->label == "photo") {
            const auto* photo = dynamic_cast<const Photo*>(message.get());
            total += photo->bytes;
        }
    }
    return total;
}
