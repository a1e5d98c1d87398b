// #embed (C23) puts the files into the executable as they are, at no cost to the compiler, which also watches them.
#include "CWebPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "../WebPage/page/index.html"
};
static const unsigned char style_css[] = {
#embed "../WebPage/page/style.css"
};
static const unsigned char icon_svg[] = {
#embed "../WebPage/page/icon.svg"
};
static const unsigned char theme_js[] = {
#embed "../WebPage/page/theme.js"
};
static const unsigned char app_js[] = {
#embed "../WebPage/page/app.js"
};
static const unsigned char api_js[] = {
#embed "../WebPage/page/api.js"
};
static const unsigned char assessments_js[] = {
#embed "../WebPage/page/assessments.js"
};
static const unsigned char chat_js[] = {
#embed "../WebPage/page/chat.js"
};
static const unsigned char dom_js[] = {
#embed "../WebPage/page/dom.js"
};
static const unsigned char inbox_css[] = {
#embed "../WebPage/page/inbox.css"
};
static const unsigned char inbox_js[] = {
#embed "../WebPage/page/inbox.js"
};
static const unsigned char inbox_composer_js[] = {
#embed "../WebPage/page/inbox-composer.js"
};
static const unsigned char inbox_details_js[] = {
#embed "../WebPage/page/inbox-details.js"
};
static const unsigned char inbox_messages_js[] = {
#embed "../WebPage/page/inbox-messages.js"
};
static const unsigned char links_js[] = {
#embed "../WebPage/page/links.js"
};
static const unsigned char review_js[] = {
#embed "../WebPage/page/review.js"
};
static const unsigned char sessions_js[] = {
#embed "../WebPage/page/sessions.js"
};
static const unsigned char sign_in_js[] = {
#embed "../WebPage/page/sign-in.js"
};
static const unsigned char storage_js[] = {
#embed "../WebPage/page/storage.js"
};
static const unsigned char time_js[] = {
#embed "../WebPage/page/time.js"
};
static const unsigned char tools_js[] = {
#embed "../WebPage/page/tools.js"
};
static const unsigned char ui_js[] = {
#embed "../WebPage/page/ui.js"
};

#define FILE_NAMED(name, bytes) {name, bytes, sizeof bytes}

static const struct CWebPageFile files[] = {
    FILE_NAMED("index.html", index_html),
    FILE_NAMED("style.css", style_css),
    FILE_NAMED("icon.svg", icon_svg),
    FILE_NAMED("theme.js", theme_js),
    FILE_NAMED("app.js", app_js),
    FILE_NAMED("api.js", api_js),
    FILE_NAMED("assessments.js", assessments_js),
    FILE_NAMED("chat.js", chat_js),
    FILE_NAMED("dom.js", dom_js),
    FILE_NAMED("inbox.css", inbox_css),
    FILE_NAMED("inbox.js", inbox_js),
    FILE_NAMED("inbox-composer.js", inbox_composer_js),
    FILE_NAMED("inbox-details.js", inbox_details_js),
    FILE_NAMED("inbox-messages.js", inbox_messages_js),
    FILE_NAMED("links.js", links_js),
    FILE_NAMED("review.js", review_js),
    FILE_NAMED("sessions.js", sessions_js),
    FILE_NAMED("sign-in.js", sign_in_js),
    FILE_NAMED("storage.js", storage_js),
    FILE_NAMED("time.js", time_js),
    FILE_NAMED("tools.js", tools_js),
    FILE_NAMED("ui.js", ui_js),
};

const struct CWebPageFile *CWebPageFileAt(size_t index) {
    return index < sizeof files / sizeof *files ? &files[index] : NULL;
}
