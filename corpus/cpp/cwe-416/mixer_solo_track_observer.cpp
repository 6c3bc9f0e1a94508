// seccoder-example: 1
// title: Remove a track from a mixer that may be playing it alone
// guideline: Clear every raw pointer to an object before the unique_ptr that owns it is erased.
// cwe: CWE-416
// apis: std::unique_ptr::get, std::erase_if
// applies: standard library
// --- secure ---
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct Track {
    int id;
    std::string name;
};

class Mixer {
public:
    void add(int id, std::string name) {
        tracks_.push_back(std::make_unique<Track>(Track{id, std::move(name)}));
    }

    void solo(int id) {
        const auto found = std::ranges::find(tracks_, id, [](const auto& t) { return t->id; });
        solo_ = found != tracks_.end() ? found->get() : nullptr;
    }

    void remove(int id) {
        if (solo_ != nullptr && solo_->id == id) {
            solo_ = nullptr;
        }
        std::erase_if(tracks_, [id](const auto& t) { return t->id == id; });
    }

    std::string playing() const { return solo_ != nullptr ? solo_->name : "all tracks"; }

private:
    std::vector<std::unique_ptr<Track>> tracks_;
    const Track* solo_ = nullptr;
};
// --- vulnerable ---
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct Track {
    int id;
    std::string name;
};

class Mixer {
public:
    void add(int id, std::string name) {
        tracks_.push_back(std::make_unique<Track>(Track{id, std::move(name)}));
    }

    void solo(int id) {
        const auto found = std::ranges::find(tracks_, id, [](const auto& t) { return t->id; });
        solo_ = found != tracks_.end() ? found->get() : nullptr;
    }

    void remove(int id) {
        std::erase_if(tracks_, [id](const auto& t) { return t->id == id; });
    }

    std::string playing() const { return solo_ != nullptr ? solo_->name : "all tracks"; }

private:
    std::vector<std::unique_ptr<Track>> tracks_;
    const Track* solo_ = nullptr;
};
