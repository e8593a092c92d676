"""Forty real names in twelve scripts and more, as people write them; all in NFC (IN-12)."""

LATIN = (
    "Ada Marlowe",
    "Siobhán O’Connor-Ní Bhriain",
    "José María Núñez y Peña",
    "Łukasz Świątkowski",
    "Þórdís Kolbrún Gylfadóttir",
    "Nguyễn Thị Ánh Tuyết",
    "Gülşah Öztürk-İnönü",
    "Jean-François d’Aubigné",
    "Dvořák Šárka",
    "Oluwaṣeun Adébáyọ̀",
    "Ben Okafor, Jr.",
    "U",
)
GREEK = ("Ελένη Παπαδοπούλου", "Γιώργος Σεφέρης")
CYRILLIC = ("Ольга Ивановна Щербакова", "Олександр Їжакевич", "Ђорђе Јовановић")
ARMENIAN = ("Աննա Հովհաննիսյան",)
GEORGIAN = ("ნინო ბერიძე",)
HEBREW = ("רחל כהן־לוי", "יעל שטרן")
ARABIC = (
    "محمد عبد الله الأحمد",
    "فاطمة الزهراء بنت علي",
    # With the zero-width non-joiner that Persian spelling needs.
    "علی‌رضا حسین‌زاده",
    "ثریا قاسمی",
)
DEVANAGARI = ("प्रिया शर्मा", "श्रीकृष्ण क्षीरसागर")
BENGALI = ("রবীন্দ্রনাথ ঠাকুর",)
TAMIL = ("கார்த்திகேயன் சுப்பிரமணியன்",)
THAI = ("สมชาย ใจดี", "น้ำผึ้ง ศรีสุข")
CHINESE = ("王小明", "歐陽菲菲", "李娜")
JAPANESE = ("山田 太郎", "さくら ももこ", "髙橋 みなみ")
KOREAN = ("김민준", "황보 서연")
ETHIOPIC = ("ሰላማዊት ገብረማርያም",)

NAMES = (
    *LATIN,
    *GREEK,
    *CYRILLIC,
    *ARMENIAN,
    *GEORGIAN,
    *HEBREW,
    *ARABIC,
    *DEVANAGARI,
    *BENGALI,
    *TAMIL,
    *THAI,
    *CHINESE,
    *JAPANESE,
    *KOREAN,
    *ETHIOPIC,
)
