// seccoder-example: 1
// title: Share one room object among the threads of a game server
// guideline: After an unlocked gap insert with try_emplace and use the element that won.
// cwe: CWE-362
// apis: std::map::try_emplace, std::scoped_lock
// applies: standard library
// --- secure ---
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

struct Room {
    std::string map_data;
};

class Rooms {
public:
    // Loading is slow, so it runs without the lock.
    std::shared_ptr<Room> enter(const std::string& name,
                                const std::function<std::string()>& load) {
        {
            const std::scoped_lock lock(mutex_);
            if (const auto open = rooms_.find(name); open != rooms_.end()) {
                return open->second;
            }
        }
        auto room = std::make_shared<Room>(Room{load()});
        const std::scoped_lock lock(mutex_);
        return rooms_.try_emplace(name, std::move(room)).first->second;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Room>> rooms_;
};
// --- vulnerable ---
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

struct Room {
    std::string map_data;
};

class Rooms {
public:
    // Loading is slow, so it runs without the lock.
    std::shared_ptr<Room> enter(const std::string& name,
                                const std::function<std::string()>& load) {
        {
            const std::scoped_lock lock(mutex_);
            if (const auto open = rooms_.find(name); open != rooms_.end()) {
                return open->second;
            }
        }
        auto room = std::make_shared<Room>(Room{load()});
        const std::scoped_lock lock(mutex_);
        rooms_[name] = room;
        return room;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Room>> rooms_;
};
