// Shows whether a message that is only labelled as a photo is used as one.
#include <cstring>
#include <iostream>
#include <vector>
#include "example.cpp"

int main(int argc, char** argv) {
    std::vector<std::unique_ptr<Message>> conversation;
    for (const std::uint32_t size : {1200u, 4000000000u, 4000000000u}) {
        auto photo = std::make_unique<Photo>();
        photo->label = "photo";
        photo->bytes = size;
        conversation.push_back(std::move(photo));
    }
    conversation.push_back(std::make_unique<Message>());
    conversation.back()->label = "text";
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        conversation.back()->label = "photo";
        return photo_bytes(conversation) == 8000001200u ? 0 : 1;
    }
    std::cout << photo_bytes(conversation) << "\n";
    conversation.clear();
    std::cout << photo_bytes(conversation) << "\n";
}
