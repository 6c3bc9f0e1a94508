// seccoder-example: 1
// title: Get the caption of a photo or a default
// guideline: Return a string by value when one path makes a new one; a reference to it would dangle.
// cwe: CWE-562, CWE-416
// apis: std::map::find
// applies: standard library
// --- secure ---
#include <map>
#include <string>

class Album {
public:
    void describe(int photo, const std::string& caption) { captions_[photo] = caption; }

    std::string caption(int photo) const {
        const auto found = captions_.find(photo);
        if (found == captions_.end()) {
            return "Untitled";
        }
        return found->second;
    }

private:
    std::map<int, std::string> captions_;
};
// --- vulnerable ---
#include <map>
#include <string>

class Album {
public:
    void describe(int photo, const std::string& caption) { captions_[photo] = caption; }

    const std::string& caption(int photo) const {
        const auto found = captions_.find(photo);
        if (found == captions_.end()) {
            return "Untitled";
        }
        return found->second;
    }

private:
    std::map<int, std::string> captions_;
};
